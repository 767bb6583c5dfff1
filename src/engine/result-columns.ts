import type { OutputColumn } from "../arrow/layout-columns.ts";
import type { KnnResult } from "./request.ts";
import { rowColumn } from "./row-column.ts";

/**
 * A result as the columns of its table: `query` uint64 row numbers,
 * `neighbors` fixed-size-list<int64, k> and `distances`
 * fixed-size-list<float32, k>, the last two over the result's own arrays.
 */
export function resultColumns(
	result: Pick<KnnResult, "k" | "queryCount" | "neighbors" | "distances">,
): OutputColumn[] {
	const { k, queryCount, neighbors, distances } = result;
	const list = { kind: "fixed_size_list", size: k } as const;
	return [
		rowColumn("query", queryCount),
		{
			name: "neighbors",
			type: list,
			child: { kind: "int", bits: 64, signed: true },
			values: neighbors,
		},
		{
			name: "distances",
			type: list,
			child: { kind: "float", bits: 32 },
			values: distances,
		},
	];
}
