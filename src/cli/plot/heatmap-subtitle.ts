import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import { formatNumber } from "../output/format-number.ts";
import { formatCount } from "../output/units.ts";

/** `1,000,000 rows, cells of 0.01 x 0.02; 3 rows lie outside`. */
export function heatmapSubtitle(map: Heatmap): string {
	const { bounds, outside, invalid, filtered } = map;
	const width = side(bounds.x, map.columns);
	const height = side(bounds.y, map.rows);
	const rows = (filtered ?? map.rowCount) - invalid - outside;
	const notes = [
		`${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`,
		`cells of ${width} × ${height}`,
	];
	if (outside > 0) {
		const others = `${formatCount(outside)}${rows > 0 ? " more" : ""}`;
		notes.push(`${others} ${outside === 1 ? "lies" : "lie"} outside`);
	}
	if (invalid > 0) notes.push(`${formatCount(invalid)} left out`);
	return notes.join(", ");
}

function side([low, high]: readonly [number, number], cells: number): string {
	return formatNumber(high / cells - low / cells, 3);
}
