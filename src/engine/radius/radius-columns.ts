import type { OutputColumn } from "../../arrow/layout-columns.ts";
import type { NearFound } from "../answers/near-found.ts";
import { rowColumn } from "../vectors/row-column.ts";

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
		{
			name: "neighbors",
			type: { kind: "list" },
			child: { kind: "int", bits: 64, signed: true },
			values: neighbors,
			offsets,
		},
		{
			name: "distances",
			type: { kind: "list" },
			child: { kind: "float", bits: 32 },
			values: distances,
			offsets,
		},
	];
}
