import { setImmediate as nextTurn } from "node:timers/promises";
import type { ListBatch } from "../../arrow/layout-hollow-lists.ts";
import { OutOfMemoryError } from "../../errors.ts";

/** Rows looked through between two looks at the event loop: some 5 ms. */
const stepRows = 1 << 21;

/** Bytes of a row beside its list, and of a neighbour, in the columns `query`,
 * `neighbors` and `distances`. */
const rowBytes = 8 + 4 + 4;
const neighborBytes = 8 + 4;

/** A batch of lists, and which rows they are of. */
export interface RowsOfLists extends ListBatch {
	readonly firstRow: number;
}

/**
 * Cuts lists into record batches of at most so many bytes, as few as possible.
 * @param counts of each row's list
 * @throws {OutOfMemoryError} one list alone is larger than that
 */
export async function listBatches(
	counts: Uint32Array,
	batchBytes: number,
): Promise<RowsOfLists[]> {
	const batches: RowsOfLists[] = [];
	let [firstRow, valueCount, bytes] = [0, 0, 0];
	const cut = (row: number): void => {
		if (row > firstRow) {
			batches.push({ firstRow, rowCount: row - firstRow, valueCount });
		}
		[firstRow, valueCount, bytes] = [row, 0, 0];
	};
	for (let row = 0; row < counts.length; row++) {
		const count = counts[row] ?? 0;
		const needed = rowBytes + neighborBytes * count;
		if (bytes + needed > batchBytes) cut(row);
		if (needed > batchBytes) throw tooLong(row, count, batchBytes);
		valueCount += count;
		bytes += needed;
		if (row % stepRows === stepRows - 1) await nextTurn();
	}
	cut(counts.length);
	return batches;
}

function tooLong(
	row: number,
	count: number,
	batchBytes: number,
): OutOfMemoryError {
	const most = Math.floor((batchBytes - rowBytes) / neighborBytes);
	return new OutOfMemoryError(
		"out_of_memory",
		`Cannot write the ${count} neighbours of query ${row}: at most ${most} fit in one record batch; choose a smaller radius`,
		{ details: { needed: count * neighborBytes, capacity: batchBytes } },
	);
}
