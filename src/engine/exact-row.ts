import type { NumericChunk, VectorSource } from "../arrow/numeric-columns.ts";
import { valueAt } from "./value-at.ts";

/** AS_TYPE_FLOAT16 of arrowshelf.h: its values come as their bits. */
const float16 = 8;

/** A table row as float64 [dimension], less `centre`: what is packed, before
 * it is narrowed. */
export function exactRow(
	{ columns, dimension }: VectorSource,
	centre: Float64Array | null,
	row: number,
): Float64Array {
	const values = new Float64Array(dimension);
	let at = 0;
	for (const { type, width, chunks } of columns) {
		const [chunk, inChunk] = chunkOf(chunks, row);
		for (let c = 0; c < width; c++, at++) {
			const value = valueAt(chunk, inChunk, width, c);
			const shift = centre?.[at] ?? 0;
			values[at] =
				typeof value === "bigint"
					? Number(value - BigInt(shift))
					: (type === float16 ? half(value) : value) - shift;
		}
	}
	return values;
}

function half(bits: number): number {
	return new Float16Array(Uint16Array.of(bits).buffer)[0] ?? Number.NaN;
}

function chunkOf(
	chunks: readonly NumericChunk[],
	row: number,
): [NumericChunk, number] {
	let left = row;
	for (const chunk of chunks) {
		if (left < chunk.rowCount) return [chunk, left];
		left -= chunk.rowCount;
	}
	throw new RangeError(`Cannot read row ${row}: the table ends before it`);
}
