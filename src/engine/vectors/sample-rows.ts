import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { locateRows, spreadRows } from "./spread-rows.ts";
import { valueAt } from "./value-at.ts";

/**
 * Some rows of a table, spread evenly over those that its filter lets pass, as a row-major matrix of float32
 * about the first of them, so that what lies far from the origin keeps its
 * digits. Rows with a null, NaN or infinity are left out. In memory that
 * Workers can read.
 */
export function sampleRows(source: VectorSource, most: number): Float32Array {
	const { dimension, columns } = source;
	const sampled = spreadRows(source, most).slice(0, most);
	const rows = new Float64Array(sampled.length * dimension);
	let first = 0;
	for (const { chunks, width } of columns) {
		const located = locateRows(chunks, sampled);
		for (const [place, [chunk, row]] of located.entries()) {
			for (let c = 0; c < width; c++) {
				const value = valueAt(chunk, row, width, c);
				rows[place * dimension + first + c] = value;
			}
		}
		first += width;
	}
	return finiteRows(rows, dimension);
}

function finiteRows(rows: Float64Array, dimension: number): Float32Array {
	const finite = new Float32Array(rows.length);
	let origin: Float64Array | undefined;
	let kept = 0;
	for (let at = 0; at < rows.length; at += dimension) {
		const row = rows.subarray(at, at + dimension);
		if (!row.every(Number.isFinite)) continue;
		origin ??= row;
		for (let c = 0; c < dimension; c++) {
			finite[kept + c] = (row[c] ?? 0) - (origin[c] ?? 0);
		}
		kept += dimension;
	}
	return finite.subarray(0, kept);
}
