import { createInterface } from "node:readline";
import { buildFrame } from "./build-frame.ts";
import type { JobFailure, PolarsJob } from "./polars-job.ts";
import { sinkFrame } from "./sink-frame.ts";

/**
 * Does what the process does that runs polars: reads a `PolarsJob`, one line of
 * JSON, from standard input, and has polars write the result where the job
 * says, for which `/proc/self/fd/1` is standard output. A failure is one line
 * of JSON on standard error.
 *
 * It is a process of its own since polars ends the process where it meets what
 * it did not expect: a panic in one of its threads aborts, and damaged files
 * bring that about. When standard input ends before the work does, nobody
 * waits for the result, and it ends as well.
 *
 * @returns the exit code
 */
export async function servePolarsJob(): Promise<number> {
	// Ctrl-C in a terminal reaches both: the one who waits ends this one.
	process.on("SIGINT", () => {});
	// It takes a while, and goes on while the job comes.
	const loading = import("nodejs-polars");
	loading.catch(() => {});
	const job = await readJob();
	try {
		const { default: polars } = await loading;
		await sinkFrame(buildFrame(polars, job), job.sink);
		return 0;
	} catch (error) {
		const failure: JobFailure = {
			polars: error instanceof Error ? error.message : String(error),
		};
		console.error(JSON.stringify(failure));
		return 1;
	}
}

async function readJob(): Promise<PolarsJob> {
	const lines = createInterface({ input: process.stdin });
	return await new Promise((resolve) => {
		lines.once("line", (line) => resolve(JSON.parse(line)));
		lines.once("close", () => process.exit(1));
	});
}
