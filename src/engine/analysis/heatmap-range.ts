import type { Heatmap } from "./heatmap.ts";

/** The least and the largest mean, or without means count, of the cells that
 * hold rows; 1 and 1 where none does. */
export function heatmapRange({
	counts,
	means,
}: Pick<Heatmap, "counts" | "means">): [low: number, high: number] {
	const values = means ?? counts;
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (let cell = 0; cell < values.length; cell++) {
		const value = values[cell] ?? 0;
		if (counts[cell] === 0 || Number.isNaN(value)) continue;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return low > high ? [1, 1] : [low, high];
}
