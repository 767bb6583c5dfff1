import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import { heatmapRange } from "../../engine/analysis/heatmap-range.ts";
import { linearTicks, logTicks, shortCount, type Tick } from "./ticks.ts";

/** What a heat map's cells mean as a number from 0 to 1, and the scale of it. */
export interface HeatmapScale {
	/** Null: nothing there. */
	valueOf(column: number, row: number): number | null;
	readonly low: number;
	readonly high: number;
	readonly isLog: boolean;
	/** No cell holds a row. */
	readonly isEmpty: boolean;
	/** What the scale measures. */
	readonly title: string;
	/** Round numbers on the scale, about `count`. */
	ticks(count: number): Tick[];
	/** Where a number is on the scale, 0 to 1. */
	placeOf(value: number): number;
}

/** From here on counts are shown by their logarithm. */
const logFrom = 10;

/** The scale of a heat map, from the least to the largest value of a cell that
 * holds rows; `y` grows upwards. */
export function heatmapScale(
	{ columns, counts, means }: Heatmap,
	valueName: string | null,
): HeatmapScale {
	const values = means ?? counts;
	const [low, high] = heatmapRange({ counts, means });
	const isEmpty = !counts.some((count) => count > 0);
	const isLog = means === null && high / low >= logFrom;
	const placeOf = (value: number) => {
		if (high === low) return 0.5;
		return isLog
			? Math.log(value / low) / Math.log(high / low)
			: (value - low) / (high - low);
	};
	return {
		valueOf(column, row) {
			const cell = row * columns + column;
			return counts[cell] === 0 ? null : placeOf(values[cell] ?? low);
		},
		low,
		high,
		isLog,
		isEmpty,
		title:
			means === null
				? `rows in a cell${isLog ? " (log scale)" : ""}`
				: `mean of ${valueName}`,
		ticks(count) {
			if (high === low) return linearTicks(low, low, 1);
			if (!isLog) {
				const ticks = linearTicks(low, high, count);
				return means === null ? wholeTicks(ticks) : ticks;
			}
			// The most there are in a cell is what people ask for.
			const apart = 0.6 / count;
			const last = { value: high, label: shortCount(high) };
			const others = logTicks(low, high, count).filter(
				({ value }) => placeOf(value) < 1 - apart,
			);
			return [...others, last];
		},
		placeOf,
	};
}

/** Those of whole numbers: rows are counted. */
function wholeTicks(ticks: readonly Tick[]): Tick[] {
	return ticks
		.map(({ value }) => ({ value, label: shortCount(Math.round(value)) }))
		.filter(({ value }) => Math.abs(value - Math.round(value)) < 1e-9);
}
