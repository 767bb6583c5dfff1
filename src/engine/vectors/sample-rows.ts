import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { valueAt } from "./value-at.ts";

/**
 * Some rows of a table, spread evenly over it, as a row-major matrix of float32
 * about the first of them, so that what lies far from the origin keeps its
 * digits. Rows with a null, NaN or infinity are left out. In memory that
 * Workers can read.
 */
export function sampleRows(source: VectorSource, most: number): Float32Array {
	const { rowCount, dimension, columns } = source;
	const step = Math.max(1, Math.floor(rowCount / most));
	const count = Math.min(most, Math.ceil(rowCount / step));
	const rows = new Float64Array(count * dimension);
	let first = 0;
	for (const { chunks, width } of columns) {
		let start = 0;
		for (const chunk of chunks) {
			let row = (step - (start % step)) % step;
			for (; row < chunk.rowCount; row += step) {
				const place = (start + row) / step;
				if (place >= count) break;
				for (let c = 0; c < width; c++) {
					const value = valueAt(chunk, row, width, c);
					rows[place * dimension + first + c] = value;
				}
			}
			start += chunk.rowCount;
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
