import { StepError } from "./step.ts";

/** The repository's root; every script runs its programs there. */
export const root: string = new URL("..", import.meta.url).pathname;

export interface ProgramOptions {
	/** Added to our own environment. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Ends the program, and fails, after so many milliseconds. */
	readonly timeoutMs?: number;
}

export interface ProgramResult {
	/** 0 for success; 128 and the signal's number when a signal ended it. */
	readonly exitCode: number;
	/** What it printed to stdout. */
	readonly output: string;
	/** What it printed to stdout and stderr, stdout first. */
	readonly log: string;
}

/** Runs a program in the repository's root and keeps what it prints. */
export async function runProgram(
	command: readonly string[],
	{ environment = {}, timeoutMs }: ProgramOptions = {},
): Promise<ProgramResult> {
	const child = Bun.spawn([...command], {
		cwd: root,
		env: { ...process.env, ...environment },
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
		...(timeoutMs === undefined
			? {}
			: { timeout: timeoutMs, killSignal: "SIGKILL" as const }),
	});
	const [output, errors, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	const ending =
		timeoutMs !== undefined && child.signalCode === "SIGKILL"
			? `Ended after ${timeoutMs / 1000} s\n`
			: "";
	return { exitCode, output, log: output + errors + ending };
}

/**
 * The same for a program that must succeed.
 * @returns what it printed to stdout
 * @throws {StepError} with the command, its exit code and what it printed
 */
export async function requireProgram(
	command: readonly string[],
	options: ProgramOptions = {},
): Promise<string> {
	const { exitCode, output, log } = await runProgram(command, options);
	if (exitCode === 0) return output;
	throw new StepError(
		`Expected "${readable(command)}" to succeed, got exit code ${exitCode}`,
		log,
	);
}

function readable(command: readonly string[]): string {
	return command
		.map((word) => (word === process.execPath ? "bun" : word))
		.join(" ");
}
