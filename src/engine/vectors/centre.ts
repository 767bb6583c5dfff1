import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { isWideColumn } from "./is-wide-column.ts";
import { locateRows, spreadRows } from "./spread-rows.ts";
import { valueAt } from "./value-at.ts";

const sampleRows = 256;
/** Centred is what lies further from 0 than so many times its own spread:
 * there narrowing to float32 loses bits that tell neighbours apart. Nearer
 * data stays as it is, bit by bit what other programs would search. */
const farSpreads = 4;

/**
 * What to subtract from each coordinate, in float64, before narrowing to
 * float32 [dimension]; null when nothing lies far from the origin. It is the
 * median of a sample, so that a few wild values do not move it.
 */
export function centreOf(source: VectorSource): Float64Array | null {
	const centre = new Float64Array(source.dimension);
	if (!source.columns.some(isWideColumn)) return null;
	const rows = spreadRows(source, sampleRows);
	let first = 0;
	for (const column of source.columns) {
		if (isWideColumn(column)) centreColumn(column, rows, centre, first);
		first += column.width;
	}
	return centre.some((value) => value !== 0) ? centre : null;
}

function centreColumn(
	column: NumericColumn,
	sampled: readonly number[],
	centre: Float64Array,
	first: number,
): void {
	const rows = locateRows(column.chunks, sampled);
	const sample = new Float64Array(rows.length);
	for (let c = 0; c < column.width; c++) {
		let count = 0;
		for (const [chunk, row] of rows) {
			const value = valueAt(chunk, row, column.width, c);
			if (Number.isFinite(value)) sample[count++] = value;
		}
		const values = sample.subarray(0, count).sort();
		const quantile = (q: number) => values[Math.floor(count * q)] ?? 0;
		const middle = quantile(0.5);
		const spread = quantile(0.75) - quantile(0.25);
		if (Math.abs(middle) > farSpreads * spread) centre[first + c] = middle;
	}
}
