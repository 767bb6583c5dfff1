import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";

/** Row-major float32 [rows x dimension]. The address is good while it is held. */
export interface Matrix {
	readonly rows: number;
	readonly dimension: number;
	readonly values: Float32Array;
	readonly address: number;
}

/** A zeroed matrix of our own. */
export function createMatrix(rows: number, dimension: number): Matrix {
	const values = new Float32Array(
		allocate(rows * dimension * 4, `${rows} vectors of ${dimension} values`),
	);
	return matrixOver(values, rows, dimension);
}

/** The matrix that `values` already is; nothing is copied. */
export function matrixOver(
	values: Float32Array,
	rows: number,
	dimension: number,
): Matrix {
	return { rows, dimension, values, address: addressOf(values) };
}
