import type { OutputColumn } from "../../arrow/layout-columns.ts";
import type { HotspotResult } from "./hotspots.ts";

/** Cells as the columns of a table, in their order: `count` and `first_row`
 * uint64, and the centre as float64 under the names of the columns counted, all
 * over the result's own arrays. */
export function hotspotColumns({
	counts,
	firstRows,
	centres,
	summary,
}: HotspotResult): OutputColumn[] {
	const rows = { kind: "int", bits: 64, signed: false } as const;
	return [
		{ name: "count", type: rows, values: counts },
		{ name: "first_row", type: rows, values: firstRows },
		...summary.columns.map(
			(name, c): OutputColumn => ({
				name,
				type: { kind: "float", bits: 64 },
				values: centres[c] ?? new Float64Array(0),
			}),
		),
	];
}
