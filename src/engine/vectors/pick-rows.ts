import { limits } from "../../config.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { rowsOf } from "./rows-of.ts";

/** Copies of some rows of a matrix, as one of their own. */
export function pickRows(from: Matrix, rows: readonly number[]): Matrix {
	const { dimension, isWide } = from;
	const picked = createMatrix(rows.length, dimension, isWide);
	const byteLength = from.rows * dimension * (isWide ? 8 : 4);
	if (byteLength > limits.windowBytes) {
		for (const [to, row] of rows.entries()) {
			rowsOf(picked, to, 1).set(rowsOf(from, row, 1));
		}
		return picked;
	}
	// Before anything is compiled, two views a row take five times as long.
	const source = rowsOf(from, 0, from.rows);
	const target = rowsOf(picked, 0, rows.length);
	for (let to = 0; to < rows.length; to++) {
		const start = (rows[to] ?? 0) * dimension;
		for (let c = 0; c < dimension; c++) {
			target[to * dimension + c] = source[start + c] ?? 0;
		}
	}
	return picked;
}
