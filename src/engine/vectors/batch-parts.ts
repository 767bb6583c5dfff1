import type { PackBatch } from "./pack-batch.ts";

/** Rows of a table that lie in one batch. */
interface BatchPart {
	readonly batch: PackBatch;
	/** The first of them, of the table. */
	readonly row: number;
	readonly rows: number;
}

/** Rows first .. first+count-1 of a table, by the batches that they lie in. */
export function* batchParts(
	batches: readonly PackBatch[],
	first: number,
	count: number,
): Generator<BatchPart, void> {
	const end = first + count;
	for (let at = batchOf(batches, first); at < batches.length; at++) {
		const batch = batches[at] as PackBatch;
		if (batch.first >= end) break;
		const row = Math.max(first, batch.first);
		const rows = Math.min(end, batch.first + batch.rows) - row;
		if (rows > 0) yield { batch, row, rows };
	}
}

/** The last batch that starts at or before `row`. */
function batchOf(batches: readonly PackBatch[], row: number): number {
	let low = 0;
	let high = batches.length - 1;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if ((batches[middle]?.first ?? 0) <= row) low = middle;
		else high = middle - 1;
	}
	return low;
}
