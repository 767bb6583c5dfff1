import { isNull } from "../../arrow/is-null.ts";
import type { NumericChunk } from "../../arrow/numeric-columns.ts";

/**
 * One value of a chunk as a number, to look at samples with.
 * @param row of the chunk
 * @param width values in a row: 1, or the size of the list
 * @param c which of them
 * @returns NaN for a null
 */
export function valueAt(
	chunk: NumericChunk,
	row: number,
	width: number,
	c: number,
): number {
	const position = (chunk.offset + row) * width + c;
	const nothing =
		isNull(chunk.validity, chunk.offset + row) ||
		isNull(chunk.childValidity, position);
	return nothing ? Number.NaN : Number(chunk.values[position]);
}
