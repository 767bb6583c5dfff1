/**
 * The main job on a machine that has nothing yet: `bun run demo`. A daemon of
 * its own, one process that puts 100,000 points on the shelf, another that
 * finds the nearest neighbours of each; nothing is left afterwards.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireProgram, root } from "./run-program.ts";
import { setUp } from "./setup.ts";
import { runScript, StepError, step } from "./step.ts";

const arrowshelf = join(root, "dist/arrowshelf");

async function demo(): Promise<void> {
	await setUp();
	// Ctrl-C reaches the running command too: it ends, and we clean up.
	process.on("SIGINT", () => {});
	const shared = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
	const directory = mkdtempSync(join(shared, "arrowshelf-demo-"));
	try {
		await runMainJob(directory);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

async function runMainJob(directory: string): Promise<void> {
	const run = (...words: string[]) =>
		requireProgram([arrowshelf, ...words, "--dir", directory]);
	console.log("The main job");
	await step("arrowshelf serve", async () => {
		await run("serve", "--detach");
		return "the daemon answers";
	});
	try {
		console.log("");
		await show(arrowshelf, "demo", "--dir", directory);
	} finally {
		await step("arrowshelf stop", async () => {
			await run("stop");
			return "nothing is left";
		});
	}
}

/** Runs a program whose output is for the reader. */
async function show(...command: string[]): Promise<void> {
	const child = Bun.spawn(command, {
		cwd: root,
		stdin: "ignore",
		stdout: "inherit",
		stderr: "inherit",
	});
	const exitCode = await child.exited;
	if (exitCode !== 0) {
		throw new StepError(`Expected the demo to succeed, got ${exitCode}`);
	}
}

await runScript(demo);
