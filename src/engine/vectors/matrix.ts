import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";

/** Row-major float32 [rows x dimension], or float64 where that is too coarse.
 * The address is good while it is held. */
export interface Matrix {
	readonly rows: number;
	readonly dimension: number;
	readonly values: Float32Array | Float64Array;
	readonly address: number;
}

/** A zeroed matrix of our own, float32 unless `wide`. */
export function createMatrix(
	rows: number,
	dimension: number,
	wide = false,
): Matrix {
	const Values = wide ? Float64Array : Float32Array;
	const bytes = rows * dimension * Values.BYTES_PER_ELEMENT;
	const what = `${rows} vectors of ${dimension} values`;
	return matrixOver(new Values(allocate(bytes, what)), rows, dimension);
}

/** The matrix that `values` already is; nothing is copied. */
export function matrixOver(
	values: Float32Array | Float64Array,
	rows: number,
	dimension: number,
): Matrix {
	return { rows, dimension, values, address: addressOf(values) };
}

/** Whether a matrix is float64. */
export function isWide({ values }: Matrix): boolean {
	return values instanceof Float64Array;
}
