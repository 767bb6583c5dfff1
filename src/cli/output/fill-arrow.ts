import { setImmediate as nextTurn } from "node:timers/promises";
import { ResultFile } from "../../engine/answers/result-file.ts";
import { reserveFile } from "../../os/reserve-file.ts";
import type { ResultShape, Search, WriteControl } from "./result-shape.ts";

/** Reserved between two looks at the event loop: some 10 ms on tmpfs. */
const stepBytes = 64 * 1024 * 1024;

/** Bytes of the Arrow file of a result. */
export function arrowBytes({ rows, k }: ResultShape): number {
	using file = new ResultFile(rows, k);
	return file.byteLength;
}

/**
 * Gives a new file the memory that it will take.
 * @throws {FileError} `disk_full` before anything is taken
 */
export async function reserveOutput(
	fd: number,
	byteLength: number,
	{ signal, onProgress }: WriteControl,
): Promise<void> {
	for (let from = 0; from < byteLength; from += stepBytes) {
		onProgress?.({ phase: "reserve", done: from, total: byteLength });
		reserveFile(fd, Math.min(byteLength, from + stepBytes), from);
		await nextTurn();
		signal.throwIfAborted();
	}
}

/**
 * Has a search write its result into a reserved file, in row order.
 * @param fd open for reading and writing; stays the caller's
 */
export async function fillArrow<T>(
	fd: number,
	{ rows, k }: ResultShape,
	search: Search<T>,
	{ signal, onProgress }: WriteControl,
): Promise<T> {
	using file = new ResultFile(rows, k);
	const result = await search(file.open(fd));
	await file.finish(fd, (done) => {
		onProgress?.({ phase: "write", done, total: rows });
		signal.throwIfAborted();
	});
	return result;
}
