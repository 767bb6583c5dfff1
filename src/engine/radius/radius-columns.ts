import type { OutputColumn } from "../../arrow/layout-columns.ts";
import type { NearFound } from "../answers/near-found.ts";
import { rowColumn } from "../vectors/row-column.ts";
import { radiusTypes } from "./radius-types.ts";

/**
 * A result within a radius as the columns of its table: `query` uint64 row
 * numbers, `neighbors` list<int64> and `distances` list<float32>, the last two
 * over the result's own arrays.
 */
export function radiusColumns({
	offsets,
	neighbors,
	distances,
}: NearFound): OutputColumn[] {
	return [
		rowColumn("query", offsets.length - 1),
		{ ...radiusTypes.neighbors, values: neighbors, offsets },
		{ ...radiusTypes.distances, values: distances, offsets },
	];
}
