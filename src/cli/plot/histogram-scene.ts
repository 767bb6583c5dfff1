import { formatNumber } from "../output/format-number.ts";
import { axesOf, gridInk, labelRoom, measuresOf } from "./axes.ts";
import { colourAt } from "./colour-map.ts";
import { headingOf } from "./heading.ts";
import type { Histogram } from "./histogram.ts";
import type { HistogramCaption } from "./histogram-caption.ts";
import { histogramMarks } from "./histogram-marks.ts";
import type { Scene, Shape } from "./scene.ts";
import { linearTicks } from "./ticks.ts";

const barColour = colourAt(0.42);
const beyondColour = colourAt(0.72);

/** The picture of a histogram: a bar a bin, what lies beyond the last one as a
 * bar of another colour, and a line at the mean. */
export function histogramScene(
	counted: Histogram,
	{ title, subtitle, axis }: HistogramCaption,
	width: number,
	height: number,
): Scene {
	const { low, width: binWidth, counts, beyond } = counted;
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
	const yLabelWidth = labelRoom(yTicks, text);
	const left = 1.4 * gap + text + gap + yLabelWidth + gap + tick;
	const room = width - left - 2.5 * gap;
	const xTicks = linearTicks(low, high, Math.max(2, room / (6.2 * text)));
	// The last number may stand at the very end.
	const right = Math.max(2.5 * gap, (labelRoom(xTicks, text) + gap) / 2);
	const area = {
		x: left,
		y: top,
		width: width - left - right,
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
	const yTitle = `neighbours in a bin of ${formatNumber(binWidth)}`;
	const axisHigh = low + (binWidth * area.width) / barWidth;
	shapes.push(
		...axesOf(
			area,
			{ low, high: axisHigh, ticks: xTicks, title: axis },
			{ low: 0, high: most, ticks: yTicks, title: yTitle },
			measures,
			yLabelWidth,
		),
		...histogramMarks(counted, { area, most, barWidth, width }, measures),
		...headingOf(
			{ title, subtitle },
			area.x,
			1.4 * gap + measures.title,
			width - gap,
			measures,
		),
	);
	return { width, height, shapes };
}
