import { formatNumber } from "../output/format-number.ts";
import { axesOf, faintInk, gridInk, ink, measuresOf } from "./axes.ts";
import { colourAt } from "./colour-map.ts";
import { headingOf } from "./heading.ts";
import type { Histogram } from "./histogram.ts";
import type { HistogramCaption } from "./histogram-caption.ts";
import type { Scene, Shape } from "./scene.ts";
import { textWidth } from "./stroke-text.ts";
import { linearTicks } from "./ticks.ts";

const barColour = colourAt(0.42);
const beyondColour = colourAt(0.72);

/** The picture of a histogram: a bar a bin, what lies beyond the last one as a
 * bar of another colour, and a line at the mean. */
export function histogramScene(
	{ low, width: binWidth, counts, beyond, mean }: Histogram,
	{ title, subtitle, axis }: HistogramCaption,
	width: number,
	height: number,
): Scene {
	const measures = measuresOf(width, height);
	const { text, gap, tick, line } = measures;
	const bars = beyond > 0 ? [...counts, 0, beyond] : counts;
	// Some room over the highest bar.
	const most = 1.04 * Math.max(...bars);
	const high = low + binWidth * counts.length;
	const top = 1.4 * gap + measures.title + gap / 2 + 2.3 * text + 1.6 * gap;
	const bottom = tick + 3 * gap + 2.2 * text;
	const areaHeight = height - top - bottom;
	const yTicks = linearTicks(0, most, areaHeight / (3.2 * text));
	const labels = yTicks.map(({ label }) => textWidth(label, text));
	const yLabelWidth = Math.max(...labels);
	const left = 1.4 * gap + text + gap + yLabelWidth + gap + tick;
	const area = {
		x: left,
		y: top,
		width: width - left - 2.5 * gap,
		height: areaHeight,
	};
	const base = area.y + area.height;
	const barWidth = area.width / bars.length;
	const shapes: Shape[] = yTicks.map(({ value }) => {
		const y = base - (area.height * value) / most;
		return {
			kind: "line",
			x1: area.x,
			y1: y,
			x2: area.x + area.width,
			y2: y,
			width: 1,
			stroke: gridInk,
		};
	});
	const space = Math.min(barWidth * 0.12, 2 * line);
	for (const [i, count] of bars.entries()) {
		if (count === 0) continue;
		const tall = Math.max(1, (area.height * count) / most);
		shapes.push({
			kind: "box",
			x: area.x + i * barWidth + space / 2,
			y: base - tall,
			width: barWidth - space,
			height: tall,
			fill: i < counts.length ? barColour : beyondColour,
		});
	}
	const binsWidth = barWidth * counts.length;
	const wanted = Math.max(2, binsWidth / (5.5 * text));
	const axisHigh = low + (binWidth * area.width) / barWidth;
	const ticks = linearTicks(low, high, wanted);
	shapes.push(
		...axesOf(
			area,
			{ low, high: axisHigh, ticks, title: axis },
			{ low: 0, high: most, ticks: yTicks, title: "neighbours in a bin" },
			measures,
			yLabelWidth,
		),
	);
	if (mean < high) {
		const x = area.x + ((mean - low) / binWidth) * barWidth;
		shapes.push(
			{
				kind: "line",
				x1: x,
				y1: area.y - gap,
				x2: x,
				y2: base,
				width: line,
				stroke: ink,
				dash: 0.35 * text,
			},
			{
				kind: "label",
				x: x + gap / 2,
				y: area.y - gap + 0.5 * text,
				text: `mean ${formatNumber(mean)}`,
				size: text,
				anchor: "start",
				fill: ink,
			},
		);
	}
	if (beyond > 0) {
		shapes.push({
			kind: "label",
			x: area.x + area.width,
			y: base - (area.height * beyond) / most - gap / 2,
			text: `${formatNumber(high)} or more`,
			size: text,
			anchor: "end",
			fill: faintInk,
		});
	}
	const heading = { title, subtitle };
	const y = 1.4 * gap + measures.title;
	shapes.push(...headingOf(heading, area.x, y, width - gap, measures));
	return { width, height, shapes };
}
