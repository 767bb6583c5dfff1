import { countInvalidRows } from "./invalid-rows.ts";
import { type MatrixValues, matrixOver } from "./matrix.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";
import type { Vectors } from "./sift-rows.ts";

/**
 * Does what `siftRows` does, without the native library and on this thread.
 * Matrices and row numbers lie in shared memory, for Workers to read.
 * @param packed by `packPortable`
 * @throws {InvalidQueryError} `invalid_rows` with their count and the first
 */
export function siftPortable(
	{ all: packed, invalid }: PackedRows,
	options: PackOptions,
): Vectors {
	const { rows, dimension } = packed;
	const whole = packed.memory as MatrixValues;
	const left = rows - countInvalidRows(invalid, options);
	if (options.metric === "cosine") normalizeRows(whole, dimension);
	const values = whole instanceof Float32Array ? whole : narrowed(whole);
	const all = matrixOver(values, rows, dimension);
	if (left === rows) {
		return { all, valid: all, rowNumbers: null, invalid: null };
	}
	return { all, invalid, ...compactRows(values, dimension, invalid, left) };
}

function narrowed(values: Float64Array): Float32Array {
	const narrow = sharedFloats(values.length);
	narrow.set(values);
	return narrow;
}

function normalizeRows(values: MatrixValues, dimension: number): void {
	for (let start = 0; start < values.length; start += dimension) {
		const row = values.subarray(start, start + dimension);
		const length = Math.hypot(...row);
		if (length > 0) for (const [c, v] of row.entries()) row[c] = v / length;
	}
}

function compactRows(
	values: Float32Array,
	dimension: number,
	invalid: Uint8Array,
	left: number,
): Pick<Vectors, "valid" | "rowNumbers"> {
	const kept = sharedFloats(left * dimension);
	const rowNumbers = new BigInt64Array(new SharedArrayBuffer(left * 8));
	let to = 0;
	for (const [row, mark] of invalid.entries()) {
		if (mark !== 0) continue;
		const start = row * dimension;
		kept.set(values.subarray(start, start + dimension), to * dimension);
		rowNumbers[to] = BigInt(row);
		to += 1;
	}
	return { valid: matrixOver(kept, left, dimension), rowNumbers };
}

function sharedFloats(length: number): Float32Array {
	return new Float32Array(new SharedArrayBuffer(length * 4));
}
