import { createMatrix, type Matrix } from "./matrix.ts";
import { rowsOf } from "./rows-of.ts";

/** Copies of some rows of a matrix, as one of their own. */
export function pickRows(from: Matrix, rows: readonly number[]): Matrix {
	const { dimension, isWide } = from;
	const picked = createMatrix(rows.length, dimension, isWide);
	for (const [to, row] of rows.entries()) {
		rowsOf(picked, to, 1).set(rowsOf(from, row, 1));
	}
	return picked;
}
