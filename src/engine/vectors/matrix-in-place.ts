import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { type Matrix, matrixOver } from "./matrix.ts";
import type { PackOptions } from "./pack-options.ts";

/** The one column's own memory, where it is a float32 matrix without gaps and
 * nothing has to be changed in it; else null. */
export function matrixInPlace(
	source: VectorSource,
	{
		metric,
		centre,
		scale = 1,
	}: Pick<PackOptions, "metric" | "centre" | "scale">,
): Matrix | null {
	const [column, ...others] = source.columns;
	const [chunk, ...rest] = column?.chunks ?? [];
	if (column === undefined || chunk === undefined) return null;
	if (others.length > 0 || rest.length > 0 || metric === "cosine") return null;
	if (centre !== null || scale !== 1 || chunk.childValidity !== null)
		return null;
	if (!(chunk.values instanceof Float32Array)) return null;
	const start = chunk.offset * column.width;
	const values = chunk.values.subarray(
		start,
		start + chunk.rowCount * column.width,
	);
	return matrixOver(values, chunk.rowCount, column.width);
}
