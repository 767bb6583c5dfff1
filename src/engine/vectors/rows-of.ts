import { type Pointer, toArrayBuffer } from "bun:ffi";
import type { Matrix, MatrixValues } from "./matrix.ts";

/**
 * Some rows of a matrix, as a view, to be used while the matrix is held.
 * @param count rows; what fits into one array
 */
export function rowsOf(
	{ memory, address, dimension, isWide }: Matrix,
	first: number,
	count: number,
): MatrixValues {
	const start = first * dimension;
	const length = count * dimension;
	if (ArrayBuffer.isView(memory)) return memory.subarray(start, start + length);
	const Values = isWide ? Float64Array : Float32Array;
	const at = (address + start * Values.BYTES_PER_ELEMENT) as Pointer;
	const bytes = length * Values.BYTES_PER_ELEMENT;
	if (length === 0) return new Values(0);
	return new Values(toArrayBuffer(at, 0, bytes));
}
