/** Entry of a Worker that runs a caller's function on chunks of a table. */
import { tableFromBytes } from "../arrow/table.ts";
import { messageFromError, ShelfError } from "../errors.ts";
import { acquireMapping } from "../segments/mapping.ts";
import type { ChunkFunction } from "./chunk-function.ts";
import type { ParallelJob, ParallelReply } from "./parallel-job.ts";

declare const self: Worker;

self.addEventListener("message", async ({ data }) => {
	try {
		await runChunks(data as ParallelJob);
		reply({ kind: "end" });
	} catch (error) {
		replyError(error);
	}
});

async function runChunks(job: ParallelJob): Promise<void> {
	const run = await loadFunction(job.module);
	using mapping = acquireMapping(job.path, job.byteLength);
	const table = await tableFromBytes(mapping.file);
	const { rows, chunks, args } = job;
	const startOf = (chunk: number) => Math.floor((chunk * rows) / chunks);
	for (
		let chunk = Atomics.add(job.next, 0, 1);
		chunk < chunks;
		chunk = Atomics.add(job.next, 0, 1)
	) {
		const firstRow = startOf(chunk);
		const part = table.slice(firstRow, startOf(chunk + 1));
		const value = await run(part, { firstRow, chunk, chunks, args });
		reply({ kind: "value", chunk, value });
	}
}

async function loadFunction(module: string): Promise<ChunkFunction> {
	const { default: run } = await import(module);
	if (typeof run === "function") return run;
	throw new TypeError(
		`Cannot run ${JSON.stringify(module)}: expected its default export to be a function, got ${typeof run}`,
	);
}

function reply(message: ParallelReply): void {
	self.postMessage(message);
}

function replyError(error: unknown): void {
	if (error instanceof ShelfError) {
		reply({ kind: "refusal", message: messageFromError(error) });
		return;
	}
	try {
		reply({ kind: "error", error });
	} catch {
		// What cannot be cloned travels as its text.
		reply({ kind: "error", error: new Error(String(error)) });
	}
}
