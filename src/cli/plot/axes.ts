import type { Colour } from "./colour-map.ts";
import { partBetween } from "./part-between.ts";
import type { Shape } from "./scene.ts";
import { textWidth } from "./stroke-text.ts";
import type { Tick } from "./ticks.ts";

/** Where in a picture data is drawn, in pixels. */
export interface Area {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** One side's marks and name. */
export interface Axis {
	readonly low: number;
	readonly high: number;
	readonly ticks: readonly Tick[];
	readonly title: string;
}

export const ink: Colour = [38, 42, 48];
export const faintInk: Colour = [104, 112, 122];
export const gridInk: Colour = [226, 229, 233];

/** Pixels that things measure in a picture of this size. */
export interface Measures {
	/** Of letters. */
	readonly text: number;
	readonly title: number;
	readonly gap: number;
	readonly line: number;
	readonly tick: number;
}

/** Room for these words: an SVG is shown in whatever font there is, and common
 * ones are wider than our letters. */
export function wordRoom(words: string, size: number): number {
	return 1.18 * textWidth(words, size);
}

/** Room for the widest of these marks' labels. */
export function labelRoom(ticks: readonly Tick[], size: number): number {
	return Math.max(0, ...ticks.map(({ label }) => wordRoom(label, size)));
}

/** Letters grow with the picture, but less than it does. */
export function measuresOf(width: number, height: number): Measures {
	const text = Math.max(
		11,
		Math.min(64, 0.62 * Math.sqrt(Math.min(width, height) * 0.9)),
	);
	return {
		text,
		title: 1.32 * text,
		gap: 0.6 * text,
		line: Math.max(1, text / 14),
		tick: 0.4 * text,
	};
}

/** The frame, ticks and names of the axes around an area. */
export function axesOf(
	area: Area,
	x: Axis,
	y: Axis,
	{ text, gap, line, tick }: Measures,
	yLabelWidth: number,
): Shape[] {
	const bottom = area.y + area.height;
	const shapes: Shape[] = [];
	const rule = (x1: number, y1: number, x2: number, y2: number) =>
		shapes.push({
			kind: "line",
			x1,
			y1,
			x2,
			y2,
			width: line,
			stroke: faintInk,
		});
	for (const { value, label } of x.ticks) {
		const at = area.x + area.width * partBetween(value, x.low, x.high);
		rule(at, bottom, at, bottom + tick);
		shapes.push({
			kind: "label",
			x: at,
			y: bottom + tick + gap / 2 + 0.75 * text,
			text: label,
			size: text,
			anchor: "middle",
			fill: ink,
		});
	}
	for (const { value, label } of y.ticks) {
		const at = bottom - area.height * partBetween(value, y.low, y.high);
		rule(area.x - tick, at, area.x, at);
		shapes.push({
			kind: "label",
			x: area.x - tick - gap / 2,
			y: at + 0.35 * text,
			text: label,
			size: text,
			anchor: "end",
			fill: ink,
		});
	}
	rule(area.x, area.y, area.x, bottom);
	rule(area.x, bottom, area.x + area.width, bottom);
	const title = {
		kind: "label",
		size: text,
		anchor: "middle",
		fill: ink,
	} as const;
	shapes.push(
		{
			...title,
			x: area.x + area.width / 2,
			y: bottom + tick + 1.7 * gap + 1.75 * text,
			text: x.title,
		},
		{
			...title,
			x: area.x - tick - 1.2 * gap - yLabelWidth,
			y: area.y + area.height / 2,
			text: y.title,
			upwards: true,
		},
	);
	return shapes;
}
