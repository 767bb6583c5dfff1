import { formatNumber } from "../output/format-number.ts";
import { formatPercent } from "../output/format-percent.ts";
import { formatCount } from "../output/units.ts";
import { type Area, faintInk, ink, type Measures, wordRoom } from "./axes.ts";
import type { Histogram } from "./histogram.ts";
import type { Shape } from "./scene.ts";

interface Bars {
	readonly area: Area;
	/** The count that the area's height stands for. */
	readonly most: number;
	/** In pixels. */
	readonly barWidth: number;
	/** Of the picture. */
	readonly width: number;
}

/** What stands over the bars: the mean, and how many values lie beyond. */
export function histogramMarks(
	counted: Histogram,
	bars: Bars,
	measures: Measures,
): Shape[] {
	return [
		...meanMark(counted, bars, measures),
		...beyondWords(counted, bars, measures),
	];
}

/** A line with its number; an arrow where the mean lies beyond the bins. */
function meanMark(
	{ low, width: binWidth, counts, mean }: Histogram,
	{ area, barWidth, width }: Bars,
	{ text, gap, line }: Measures,
): Shape[] {
	const words = `mean ${formatNumber(mean)}`;
	const y = area.y - gap + 0.5 * text;
	const label = { kind: "label", y, size: text, fill: ink } as const;
	const right = area.x + area.width;
	const x = area.x + ((mean - low) / binWidth) * barWidth;
	if (x > area.x + barWidth * counts.length) {
		return [{ ...label, x: right, text: `${words} →`, anchor: "end" }];
	}
	const fits = x + gap + wordRoom(words, text) < width;
	return [
		{
			kind: "line",
			x1: x,
			y1: area.y - gap,
			x2: x,
			y2: area.y + area.height,
			width: line,
			stroke: ink,
			dash: 0.35 * text,
		},
		{
			...label,
			x: fits ? x + gap / 2 : x - gap / 2,
			text: words,
			anchor: fits ? "start" : "end",
		},
	];
}

/** `22,100 (4.4 %) at 17.5 or more`, over all bars that it would lie on. */
function beyondWords(
	{ low, width: binWidth, counts, beyond, total }: Histogram,
	{ area, most, barWidth }: Bars,
	{ text, gap }: Measures,
): Shape[] {
	if (beyond === 0) return [];
	const high = low + binWidth * counts.length;
	const lines = [
		`${formatCount(beyond)} (${formatPercent(beyond, total)})`,
		`at ${formatNumber(high)} or more`,
	];
	const wide = Math.max(...lines.map((words) => wordRoom(words, text)));
	const bars = [...counts, 0, beyond].slice(-Math.ceil(wide / barWidth) - 1);
	const tall = (area.height * Math.max(...bars)) / most;
	const y = area.y + area.height - tall - gap / 2;
	return lines.map((words, i) => ({
		kind: "label",
		x: area.x + area.width,
		y: Math.max(area.y + text, y - 1.2 * text) + 1.2 * i * text,
		text: words,
		size: text,
		anchor: "end",
		fill: faintInk,
	}));
}
