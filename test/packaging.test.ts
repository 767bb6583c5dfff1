import { expect, test } from "bun:test";
import {
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, version } from "../src/config.ts";
import { autostartDirectory } from "./client/autostart-directory.ts";
import { executable } from "./client/daemon-kinds.ts";

const root = join(import.meta.dir, "..");

test("the packed tarball, added to an empty project, runs the README's example", async () => {
	await using directory = autostartDirectory();
	const project = mkdtempSync(join(tmpdir(), "arrowshelf-project-"));
	try {
		await run(root, {}, "pm", "pack", "--destination", project, "--quiet");
		const tarball = join(project, `arrowshelf-${version}.tgz`);
		writeFileSync(
			join(project, "package.json"),
			JSON.stringify({ name: "empty-project", type: "module" }),
		);
		await run(project, {}, "add", tarball);
		writeFileSync(join(project, "example.ts"), libraryExample());
		const output = await run(
			project,
			{
				[environment.directory]: directory.path,
				...(existsSync(executable)
					? { [environment.executable]: executable }
					: {}),
			},
			"run",
			"example.ts",
		);
		expect(output).toMatch(/0\.022[34]/);
	} finally {
		rmSync(project, { recursive: true, force: true });
	}
}, 300_000);

/** The first TypeScript block of README.md. */
function libraryExample(): string {
	const readme = readFileSync(join(root, "README.md"), "utf8");
	const block = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1];
	if (block === undefined) throw new Error("README.md has no TypeScript block");
	return block;
}

async function run(
	cwd: string,
	env: Record<string, string>,
	...arguments_: string[]
): Promise<string> {
	const child = Bun.spawn([process.execPath, ...arguments_], {
		cwd,
		env: { ...process.env, ...env },
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [output, errors] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	if ((await child.exited) === 0) return output;
	throw new Error(`bun ${arguments_.join(" ")} failed: ${errors}${output}`);
}
