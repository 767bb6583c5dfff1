import { createMatrix, type Matrix } from "./matrix.ts";
import { rowsOf } from "./rows-of.ts";

/** Copies of some rows of a matrix, as one of their own. */
export function pickRows(from: Matrix, rows: readonly number[]): Matrix {
	const { dimension, isWide } = from;
	const picked = createMatrix(rows.length, dimension, isWide);
	const [source, target] = [from.memory, picked.memory];
	if (ArrayBuffer.isView(source) && ArrayBuffer.isView(target)) {
		// Before anything is compiled, two views a row take five times as long.
		for (let to = 0; to < rows.length; to++) {
			const start = (rows[to] ?? 0) * dimension;
			for (let c = 0; c < dimension; c++) {
				target[to * dimension + c] = source[start + c] ?? 0;
			}
		}
		return picked;
	}
	for (const [to, row] of rows.entries()) {
		rowsOf(picked, to, 1).set(rowsOf(from, row, 1));
	}
	return picked;
}
