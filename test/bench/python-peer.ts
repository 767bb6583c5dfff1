import { readFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf } from "../helpers/lines-of.ts";
import type { Figures } from "./trial.ts";

const peers = join(import.meta.dir, "peers");

/** A Python process that does one kind of work each time it is asked. */
export interface PythonPeer extends AsyncDisposable {
	run(): Promise<Figures>;
}

/** Starts peers/<script>, which has imported and loaded what it needs, and
 * warmed up, when this resolves. */
export async function startPeer(
	python: string,
	script: string,
	...args: string[]
): Promise<PythonPeer> {
	const child = Bun.spawn([python, join(peers, script), ...args], {
		env: peerEnvironment(),
		stdin: "pipe",
		stdout: "pipe",
		stderr: "inherit",
	});
	const lines = linesOf(child.stdout);
	const answer = async (): Promise<Figures> => {
		const { value, done } = await lines.next();
		if (done) throw new Error(`${script} ended with ${await child.exited}`);
		return JSON.parse(value);
	};
	await answer();
	return {
		async run() {
			child.stdin.write("\n");
			child.stdin.flush();
			return await answer();
		},
		async [Symbol.asyncDispose]() {
			child.stdin.end();
			await child.exited;
		},
	};
}

/** Runs peers/<script> from its start to its end.
 * @returns its own figures, and the whole process as "whole" */
export async function runPeer(
	python: string,
	script: string,
	...args: string[]
): Promise<Figures> {
	const start = performance.now();
	const child = Bun.spawn([python, join(peers, script), ...args], {
		env: peerEnvironment(),
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	const output = await new Response(child.stdout).text();
	const exitCode = await child.exited;
	const whole = (performance.now() - start) / 1000;
	if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}`);
	return { whole, ...JSON.parse(output) };
}

/** faiss-cpu at its best: the OpenBLAS in its wheel takes newer CPUs for old
 * ones and falls back to SSE. */
function peerEnvironment(): Record<string, string | undefined> {
	return hasAvx512()
		? { ...process.env, OPENBLAS_CORETYPE: "SKYLAKEX" }
		: { ...process.env };
}

function hasAvx512(): boolean {
	return /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
}
