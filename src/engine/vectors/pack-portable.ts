import { isNull } from "../../arrow/is-null.ts";
import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { allocate } from "./allocate.ts";
import { countInvalidRows, markExcluded } from "./invalid-rows.ts";
import { matrixOver } from "./matrix.ts";
import type { PackOptions, Vectors } from "./pack-vectors.ts";

/** AS_TYPE_FLOAT16 of arrowshelf.h: its values come as their bits. */
const float16 = 8;

/**
 * Does what `packVectors` does, without the native library and on this thread.
 * Matrices and row numbers lie in shared memory, for Workers to read.
 * @throws {InvalidQueryError} `invalid_rows` with their count and the first
 */
export function packPortable(
	source: VectorSource,
	options: PackOptions,
): Vectors {
	const { rowCount, dimension } = source;
	const values = sharedFloats(rowCount * dimension);
	const invalid = new Uint8Array(allocate(rowCount, "row marks"));
	const target = { values, dimension, invalid, centre: options.centre };
	let first = 0;
	for (const column of source.columns) {
		packColumn(column, first, target);
		first += column.width;
	}
	markExcluded(invalid, source.filter);
	const left = rowCount - countInvalidRows(invalid, options);
	if (options.metric === "cosine") normalizeRows(values, dimension);
	const all = matrixOver(values, rowCount, dimension);
	if (left === rowCount) {
		return { all, valid: all, rowNumbers: null, invalid: null };
	}
	return { all, invalid, ...compactRows(values, dimension, invalid, left) };
}

interface Target {
	readonly values: Float32Array;
	readonly dimension: number;
	readonly invalid: Uint8Array;
	readonly centre: Float64Array | null;
}

/** `first`: the column's place in a row of the matrix. */
function packColumn(
	{ chunks, width, type }: NumericColumn,
	first: number,
	{ values, dimension, invalid, centre }: Target,
): void {
	// As as_pack_column of arrowshelf.h: squared distances fit into float32.
	const largest = Math.sqrt(3.4028234663852886e38 / dimension) / 2;
	let row = 0;
	for (const chunk of chunks) {
		const source =
			type === float16 ? float16Values(chunk.values) : chunk.values;
		for (let r = chunk.offset; r < chunk.offset + chunk.rowCount; r++, row++) {
			if (isNull(chunk.validity, r)) invalid[row] = 1;
			for (let c = 0; c < width; c++) {
				const at = r * width + c;
				const shift = centre?.[first + c] ?? 0;
				const value = Math.fround(Number(source[at]) - shift);
				if (Math.abs(value) <= largest && !isNull(chunk.childValidity, at)) {
					values[row * dimension + first + c] = value;
				} else invalid[row] = 1;
			}
		}
	}
}

function float16Values(bits: ArrayBufferView): Float16Array {
	return new Float16Array(bits.buffer, bits.byteOffset, bits.byteLength / 2);
}

function normalizeRows(values: Float32Array, dimension: number): void {
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
