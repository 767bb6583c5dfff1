import type { KnnSummary } from "../summary.ts";
import type { Bounds } from "./bounds.ts";
import type { Heatmap } from "./heatmap.ts";
import type { HeatmapColumns } from "./heatmap-columns.ts";
import { heatmapRange } from "./heatmap-range.ts";

/** What was counted; field names as `--json`. */
export interface HeatmapSummary {
	readonly rows: number;
	/** Rows that pass the filter; null without one. */
	readonly filtered: number | null;
	readonly columns: HeatmapColumns;
	/** Whose mean was taken; null: nobody's. */
	readonly value: string | null;
	readonly stat: "count" | "mean";
	readonly bounds: Bounds;
	readonly cells: { readonly columns: number; readonly rows: number };
	/** The least and the largest count, or mean, of a cell that holds rows. */
	readonly low: number;
	readonly high: number;
	/** Rows outside the bounds. */
	readonly outside: number;
	/** Rows left out: null, NaN or infinity. */
	readonly left_out: number;
	/** `build`: finding the bounds. */
	readonly seconds: KnnSummary["seconds"];
	/** The picture's file. */
	readonly output: string | null;
}

/** Sums up a heat map of some columns. */
export function heatmapSummary(
	map: Heatmap,
	columns: HeatmapColumns,
	value: string | null,
): HeatmapSummary {
	const [low, high] = heatmapRange(map);
	const { build, search } = map.seconds;
	return {
		rows: map.rowCount,
		filtered: map.filtered,
		columns,
		value,
		stat: value === null ? "count" : "mean",
		bounds: map.bounds,
		cells: { columns: map.columns, rows: map.rows },
		low,
		high,
		outside: map.outside,
		left_out: map.invalid,
		seconds: { ...map.seconds, load: 0, write: 0, total: build + search },
		output: null,
	};
}
