import type { OutputColumn } from "../../arrow/layout-columns.ts";
import { rowColumn } from "../vectors/row-column.ts";
import type { HotspotResult } from "./hotspots.ts";

/** Cells as the columns of a table, in their order: `count` and `first_row`
 * uint64, and the centre as float64 under the names of the columns counted. */
export function hotspotColumns({
	hotspots,
	summary,
}: HotspotResult): OutputColumn[] {
	return [
		rowColumn(
			"count",
			hotspots.map(({ count }) => count),
		),
		rowColumn(
			"first_row",
			hotspots.map(({ first_row }) => first_row),
		),
		...summary.columns.map(
			(name, c): OutputColumn => ({
				name,
				type: { kind: "float", bits: 64 },
				values: Float64Array.from(hotspots, ({ centre }) => centre[c] ?? 0),
			}),
		),
	];
}
