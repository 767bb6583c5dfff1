import { isNull } from "../../arrow/is-null.ts";
import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { allocate } from "./allocate.ts";
import { isAsked, markExcluded } from "./invalid-rows.ts";
import { noMagnitudes } from "./magnitudes.ts";
import { type MatrixValues, matrixOver } from "./matrix.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";

/** The largest float32. */
const largestFloat = 3.4028234663852886e38;
/** AS_TYPE_FLOAT16 of arrowshelf.h: its values come as their bits. */
const float16 = 8;

/** Does what `packRows` does, without the native library and on this thread. */
export function packPortable(
	source: VectorSource,
	{ centre, scale = 1, isWide }: PackOptions,
): PackedRows {
	const { rowCount, dimension } = source;
	const values = sharedValues(rowCount * dimension, isWide);
	const invalid = new Uint8Array(allocate(rowCount, "row marks"));
	markExcluded(invalid, source.filter);
	const magnitudes = noMagnitudes();
	const marks = { invalid, magnitudes };
	const target = { values, dimension, ...marks, centre, scale };
	let first = 0;
	for (const column of source.columns) {
		packColumn(column, first, target);
		first += column.width;
	}
	return { all: matrixOver(values, rowCount, dimension), ...marks };
}

interface Target {
	readonly values: MatrixValues;
	readonly dimension: number;
	readonly invalid: Uint8Array;
	readonly magnitudes: Float64Array;
	readonly centre: Float64Array | null;
	readonly scale: number;
}

/** `first`: the column's place in a row of the matrix. */
function packColumn(
	{ chunks, width, type }: NumericColumn,
	first: number,
	{ values, dimension, invalid, magnitudes, centre, scale }: Target,
): void {
	// As as_pack_column of arrowshelf.h: squared distances fit into float32.
	const largest = Math.sqrt(largestFloat / dimension) / 2;
	let [least = Infinity, most = 0, rounding = 0, refused = 0] = magnitudes;
	let row = 0;
	for (const chunk of chunks) {
		const source =
			type === float16 ? float16Values(chunk.values) : chunk.values;
		for (let r = chunk.offset; r < chunk.offset + chunk.rowCount; r++, row++) {
			if (!isAsked(invalid, row)) continue;
			if (isNull(chunk.validity, r)) invalid[row] = 1;
			for (let c = 0; c < width; c++) {
				const at = r * width + c;
				const shift = centre?.[first + c] ?? 0;
				const value = (Number(source[at]) - shift) * scale;
				const size = Math.abs(value);
				if (isNull(chunk.childValidity, at)) {
					invalid[row] = 1;
					continue;
				}
				if (size > 0) least = Math.min(least, size);
				if (size <= largestFloat) most = Math.max(most, size);
				if (Math.fround(size) <= largest) {
					const to = row * dimension + first + c;
					values[to] = value;
					rounding = Math.max(rounding, Math.abs(value - (values[to] ?? 0)));
				} else {
					invalid[row] = 1;
					if (Number.isFinite(size)) refused = Math.max(refused, size);
				}
			}
		}
	}
	magnitudes.set([least, most, rounding, refused]);
}

function float16Values(bits: ArrayBufferView): Float16Array {
	return new Float16Array(bits.buffer, bits.byteOffset, bits.byteLength / 2);
}

function sharedValues(length: number, isWide: boolean): MatrixValues {
	return isWide
		? new Float64Array(new SharedArrayBuffer(length * 8))
		: new Float32Array(new SharedArrayBuffer(length * 4));
}
