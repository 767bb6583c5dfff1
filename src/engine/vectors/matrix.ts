import type { MappedMemory } from "../../os/mapped-memory.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { allocateMapped } from "./allocate-mapped.ts";

/** Row-major float32 [rows x dimension], or float64 where that is too coarse. */
export interface Matrix {
	readonly rows: number;
	readonly dimension: number;
	readonly isWide: boolean;
	/** Of the first value; good while the matrix is held. */
	readonly address: number;
	/** Where the values lie: an array of them all, or more than arrays hold. */
	readonly memory: MatrixValues | MappedMemory;
}

/** Values of a matrix, as an array. */
export type MatrixValues = Float32Array | Float64Array;

/** From here on memory is given back when it is disposed of, or, where nobody
 * does, when somebody collects it. Less comes cheaper from JavaScript's own heap. */
const leastMapped = { owned: 1024 * 1024, collected: 16 * 1024 * 1024 };

/**
 * A zeroed matrix of our own, of any size, float32 unless `isWide`.
 * @param owner gives large memory back when it is disposed of, all native code
 * done with it; without one that is left to the garbage collector
 * @throws {OutOfMemoryError} there is not so much
 */
export function createMatrix(
	rows: number,
	dimension: number,
	isWide = false,
	owner?: DisposableStack,
): Matrix {
	const Values = isWide ? Float64Array : Float32Array;
	const bytes = rows * dimension * Values.BYTES_PER_ELEMENT;
	const what = `${rows} vectors of ${dimension} values`;
	if (bytes < (owner ? leastMapped.owned : leastMapped.collected)) {
		return matrixOver(new Values(allocate(bytes, what)), rows, dimension);
	}
	const memory = allocateMapped(bytes, what);
	owner?.use(memory);
	return { rows, dimension, isWide, address: memory.address, memory };
}

/** The matrix that `values` already is; nothing is copied. */
export function matrixOver(
	values: MatrixValues,
	rows: number,
	dimension: number,
): Matrix {
	const isWide = values instanceof Float64Array;
	const address = addressOf(values);
	return { rows, dimension, isWide, address, memory: values };
}
