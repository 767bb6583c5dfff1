import { isNull } from "../arrow/is-null.ts";
import type { NumericChunk } from "../arrow/numeric-columns.ts";

/** Value `c` of a row of `width` values; NaN for a null, float16 as its bits. */
export function valueAt(
	chunk: NumericChunk,
	row: number,
	width: number,
	c: number,
): number | bigint {
	const position = (chunk.offset + row) * width + c;
	const nothing =
		isNull(chunk.validity, chunk.offset + row) ||
		isNull(chunk.childValidity, position);
	return nothing ? Number.NaN : (chunk.values[position] ?? Number.NaN);
}
