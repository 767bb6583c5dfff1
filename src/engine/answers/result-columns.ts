import type { ColumnType } from "../../arrow/encode-columns.ts";
import type { OutputColumn } from "../../arrow/layout-columns.ts";
import type { KnnResult } from "../request.ts";
import { rowNumbers } from "../vectors/row-numbers.ts";

/** The columns of a result's table: `query` uint64 row numbers, `neighbors`
 * fixed-size-list<int64, k> and `distances` fixed-size-list<float32, k>. */
export function resultTypes(k: number): [ColumnType, ColumnType, ColumnType] {
	const list = { kind: "fixed_size_list", size: k } as const;
	return [
		{ name: "query", type: { kind: "int", bits: 64, signed: false } },
		{
			name: "neighbors",
			type: list,
			child: { kind: "int", bits: 64, signed: true },
		},
		{ name: "distances", type: list, child: { kind: "float", bits: 32 } },
	];
}

/** A result as its columns, the last two over its own arrays. */
export function resultColumns(
	result: Pick<KnnResult, "k" | "queryCount" | "neighbors" | "distances">,
): OutputColumn[] {
	const { k, queryCount, neighbors, distances } = result;
	const [queries, ...lists] = resultTypes(k);
	return [
		{ ...queries, values: rowNumbers(0, queryCount) },
		{ ...lists[0], values: neighbors },
		{ ...lists[1], values: distances },
	];
}
