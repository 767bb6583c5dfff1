import type { BatchParts } from "./encode-batch.ts";
import { TooManyValues } from "./gather-lists.ts";

/** Room for padding of a buffer and its place in the message, bytes. */
const bytesPerBuffer = 96;
const bytesPerNode = 16;
const bytesPerMessage = 1024;

/**
 * Rows as one batch, or as several where one would be larger than a reader can
 * see at once.
 * @param batchBytes the most that a batch may have, message included
 * @param build gives rows `begin` to `end - 1` as a batch
 * @throws {RangeError} when a single row is too large
 */
export function* splitRows(
	rowCount: number,
	batchBytes: number,
	build: (begin: number, end: number) => BatchParts,
): Generator<BatchParts> {
	// From last to first, so that `pop` gives them in order.
	const waiting: (readonly [begin: number, end: number])[] = [[0, rowCount]];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const [begin, end] = next;
		const parts = tryToBuild(build, begin, end);
		const size = parts === null ? Number.POSITIVE_INFINITY : sizeOf(parts);
		if (parts !== null && size <= batchBytes) {
			yield parts;
			continue;
		}
		const rows = end - begin;
		if (rows <= 1) throw tooLarge(begin, size, batchBytes);
		const wanted = parts === null ? 2 : Math.ceil(size / batchBytes);
		const count = Math.min(rows, wanted);
		for (let i = count - 1; i >= 0; i--) {
			const from = begin + Math.floor((i * rows) / count);
			const to = begin + Math.floor(((i + 1) * rows) / count);
			waiting.push([from, to]);
		}
	}
}

/** Null: the rows become more than can be held. */
function tryToBuild(
	build: (begin: number, end: number) => BatchParts,
	begin: number,
	end: number,
): BatchParts | null {
	try {
		return build(begin, end);
	} catch (error) {
		if (error instanceof TooManyValues) return null;
		throw error;
	}
}

function sizeOf({ buffers, nodes, metadata }: BatchParts): number {
	let size = bytesPerMessage + bytesPerNode * nodes.length;
	for (const { byteLength } of buffers) size += bytesPerBuffer + byteLength;
	for (const [key, value] of metadata) {
		size += bytesPerBuffer + 3 * (key.length + value.length);
	}
	return size;
}

function tooLarge(row: number, size: number, batchBytes: number): RangeError {
	return new RangeError(
		`Cannot write row ${row}: its batch needs ${Number.isFinite(size) ? `${size} bytes` : "more than 1 GiB"} and can have ${batchBytes}; the data of views and dense unions cannot be divided`,
	);
}
