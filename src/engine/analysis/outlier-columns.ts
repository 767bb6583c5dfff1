import type { OutputColumn } from "../../arrow/layout-columns.ts";
import { topRows } from "../answers/top-rows.ts";
import { rowColumn } from "../vectors/row-column.ts";

/**
 * Scores as the columns of a table: `row` uint64 and `score` float64.
 * @param top so many rows only, the furthest out first; undefined: all, in order
 */
export function outlierColumns(
	scores: Float64Array,
	top: number | undefined,
): OutputColumn[] {
	const type = { kind: "float", bits: 64 } as const;
	if (top === undefined) {
		return [
			rowColumn("row", scores.length),
			{ name: "score", type, values: scores },
		];
	}
	const rows = topRows(scores, top);
	const values = Float64Array.from(rows, (row) => scores[row] ?? Number.NaN);
	return [rowColumn("row", rows), { name: "score", type, values }];
}
