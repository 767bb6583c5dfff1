import { closeSync } from "node:fs";
import { createInterface } from "node:readline";
import { whyNotOpened } from "../os/why-not-opened.ts";
import { buildFrame } from "./build-frame.ts";
import type { Polars } from "./polars.ts";
import type { JobEnd, PolarsJob } from "./polars-job.ts";
import { sinkFrame } from "./sink-frame.ts";

/** How large polars' add-on is, about. */
const addOnBytes = 115 * 1024 * 1024;

/**
 * Does what the process does that runs polars: reads a `PolarsJob`, one line of
 * JSON, from standard input, and has polars write the result where the job
 * says, for which `/proc/self/fd/1` is standard output. How it ended is one line
 * of JSON on standard error, a `JobEnd`; then standard output is closed. What
 * follows is the end of a process with much memory, 11 ms of giving it back,
 * for which nobody has to wait.
 *
 * It is a process of its own since polars ends the process where it meets what
 * it did not expect: a panic in one of its threads aborts, and damaged files
 * bring that about. When standard input ends before the work does, nobody
 * waits for the result, and it ends as well.
 *
 * @returns the exit code
 */
export async function servePolarsJob(): Promise<number> {
	// It takes a while, and goes on while the job comes.
	const loading = import("nodejs-polars");
	loading.catch(() => {});
	const job = await readJob();
	const end = await runJob(loading, job);
	console.error(JSON.stringify(end));
	closeSync(1);
	return "isDone" in end ? 0 : 1;
}

async function runJob(
	loading: Promise<{ readonly default: Polars }>,
	job: PolarsJob,
): Promise<JobEnd> {
	let polars: Polars;
	try {
		polars = (await loading).default;
	} catch (error) {
		return { unloadable: whyNotOpened(error, addOnBytes) };
	}
	try {
		await sinkFrame(buildFrame(polars, job), job);
		return { isDone: true };
	} catch (error) {
		const polars = error instanceof Error ? error.message : String(error);
		const { table } = error as { table?: string };
		return { polars, ...(table === undefined ? {} : { table }) };
	}
}

async function readJob(): Promise<PolarsJob> {
	const lines = createInterface({ input: process.stdin });
	return await new Promise((resolve) => {
		lines.once("line", (line) => resolve(JSON.parse(line)));
		lines.once("close", () => process.exit(1));
	});
}
