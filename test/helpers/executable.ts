import { existsSync } from "node:fs";
import { join } from "node:path";

/** dist/arrowshelf, as `bun run build` made it. */
export const executable = join(import.meta.dir, "../../dist/arrowshelf");

export interface RunOptions {
	/** The shelf's directory. */
	readonly dir?: string;
	/** Nothing of the tests' own environment is passed on. */
	readonly env?: Readonly<Record<string, string>>;
	/** Another directory than the repository by default. */
	readonly cwd?: string;
	readonly stdin?: Uint8Array;
}

export interface Finished {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Starts the executable with an empty environment. */
export function start(args: readonly string[], options: RunOptions = {}) {
	if (!existsSync(executable)) {
		throw new Error(`${executable} is missing: bun run build makes it`);
	}
	const { dir, env = {}, cwd = "/", stdin } = options;
	return Bun.spawn([executable, ...args], {
		cwd,
		env: dir === undefined ? env : { ARROWSHELF_DIR: dir, ...env },
		stdin: stdin ?? "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
}

/** Runs the executable to its end. */
export async function run(
	args: readonly string[],
	options: RunOptions = {},
): Promise<Finished> {
	const child = start(args, options);
	const [stdout, stderr, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { exitCode, stdout, stderr };
}

/** Whether this machine lets us mount things for one process. */
export const hasMountNamespace =
	Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0;
if (!hasMountNamespace) {
	console.warn(
		"unshare -rm is not allowed here: tests with mounts are skipped",
	);
}

/** Runs the executable where the mounts of `script` (sh) are there for it
 * alone. */
export async function runMounted(
	script: string,
	args: readonly string[],
	{ dir = "", env = {} }: RunOptions = {},
): Promise<Finished> {
	const command = `set -e; ${script}; exec "$0" "$@"`;
	const child = Bun.spawn(
		["unshare", "-rm", "sh", "-c", command, executable, ...args],
		{
			cwd: "/",
			env: { PATH: process.env.PATH, ARROWSHELF_DIR: dir, ...env },
			stdin: "ignore",
			stdout: "pipe",
			stderr: "pipe",
		},
	);
	const [stdout, stderr, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { exitCode, stdout, stderr };
}

/** Runs the executable and gives its output. Throws unless it succeeds. */
export async function output(
	args: readonly string[],
	options: RunOptions = {},
): Promise<string> {
	const { exitCode, stdout, stderr } = await run(args, options);
	if (exitCode === 0) return stdout;
	throw new Error(`arrowshelf ${args.join(" ")}: ${exitCode}, ${stderr}`);
}

/** A daemon of its own in the background, stopped with its test. */
export async function serve(
	dir: string,
	...options: readonly string[]
): Promise<AsyncDisposable> {
	await output(["serve", "--detach", ...options], { dir });
	return {
		async [Symbol.asyncDispose]() {
			await run(["stop"], { dir });
		},
	};
}
