import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { noMagnitudes } from "./magnitudes.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { packBatches } from "./pack-batches.ts";
import { packStep } from "./pack-step.ts";

/** What packing a column of one row by itself takes, of what packing a value
 * among all rows does: 0.3 us of 1 ns. */
const costOfCall = 256;
/** Some 40 ms: nobody can interrupt them. */
const mostCalls = 1 << 17;

/** Whether it is quicker to pack so many rows by themselves, and those before,
 * than to pack all. */
export function isQuickerPicked(
	{ rowCount, dimension, columns }: VectorSource,
	rows: number,
	before: number,
): boolean {
	const calls = rows * columns.length;
	const cost = costOfCall * (rows + before) * columns.length;
	return calls <= mostCalls && cost <= rowCount * dimension;
}

/**
 * Packs some rows as float64, one after another, on this thread: they are few.
 * The source must be mapped.
 * @param rows table rows that can be searched
 * @param centre [dimension] that is subtracted
 * @param scale that is multiplied with then
 */
export function pickWide(
	source: VectorSource,
	rows: readonly number[],
	centre: Float64Array | null,
	scale: number,
): Matrix {
	const { dimension } = source;
	const picked = createMatrix(rows.length, dimension, true);
	const marks = new Uint8Array(allocate(rows.length, "row marks"));
	const magnitudes = noMagnitudes();
	const batches = packBatches(source, centre);
	for (const [to, row] of rows.entries()) {
		const pack = packStep({
			kind: "pack",
			batches,
			isWide: true,
			scale,
			range: "float64",
			// Where row 0 would go, were this one at its place among all.
			out: picked.address + 8 * dimension * (to - row),
			stride: dimension,
			invalid: addressOf(marks) + to - row,
			magnitudes: addressOf(magnitudes),
		});
		pack(row, 1);
	}
	return picked;
}
