import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import {
	type Area,
	type Axis,
	axesOf,
	faintInk,
	ink,
	type Measures,
	measuresOf,
} from "./axes.ts";
import { colourAt } from "./colour-map.ts";
import { headingOf } from "./heading.ts";
import { type HeatmapScale, heatmapScale } from "./heatmap-values.ts";
import type { Scene, Shape } from "./scene.ts";
import { textWidth } from "./stroke-text.ts";
import { linearTicks, type Tick } from "./ticks.ts";

/** What a heat map's picture says beside its cells. */
export interface HeatmapCaption {
	readonly title: string;
	readonly subtitle: string;
	readonly x: string;
	readonly y: string;
	/** The column whose mean is shown. */
	readonly value: string | null;
}

/** Where a heat map goes in a picture of this size. The sides' marks are known
 * before the cells are, which depend on the room left. */
export interface HeatmapPlan {
	readonly width: number;
	readonly height: number;
	readonly measures: Measures;
	readonly area: Area;
	readonly x: Axis;
	readonly y: Axis;
	readonly yLabelWidth: number;
}

/** Letters that the numbers of the scale may take. */
const scaleLetters = 7;

/**
 * Lays a picture out.
 * @param aspect pixels of a unit of y over those of a unit of x; null: the area
 *   is filled
 */
export function planHeatmap(
	width: number,
	height: number,
	bounds: Heatmap["bounds"],
	caption: HeatmapCaption,
	aspect: number | null,
): HeatmapPlan {
	const measures = measuresOf(width, height);
	const { text, title, gap, tick } = measures;
	const top = 1.4 * gap + title + gap / 2 + text + 1.6 * gap;
	const bottom = tick + 3 * gap + 2.2 * text;
	const roomHeight = height - top - bottom;
	const [lowY, highY] = bounds.y;
	const yTicks = linearTicks(lowY, highY, roomHeight / (3.2 * text));
	const yLabelWidth = widest(yTicks, text);
	const left = 1.4 * gap + text + gap + yLabelWidth + gap + tick;
	const right =
		1.6 * gap +
		1.3 * text +
		gap +
		scaleLetters * 0.62 * text +
		1.6 * gap +
		text;
	const room = {
		x: left,
		y: top,
		width: width - left - right,
		height: roomHeight,
	};
	const area = aspect === null ? room : fitted(room, bounds, aspect);
	const [lowX, highX] = bounds.x;
	const wanted = Math.max(2, area.width / (6.2 * text));
	return {
		width,
		height,
		measures,
		area,
		x: {
			low: lowX,
			high: highX,
			ticks: linearTicks(lowX, highX, wanted),
			title: caption.x,
		},
		y: { low: lowY, high: highY, ticks: yTicks, title: caption.y },
		yLabelWidth,
	};
}

/** The picture of a heat map. */
export function heatmapScene(
	plan: HeatmapPlan,
	map: Heatmap,
	caption: HeatmapCaption,
): Scene {
	const { width, height, measures, area, x, y, yLabelWidth } = plan;
	const { text, gap } = measures;
	const scale = heatmapScale(map, caption.value);
	const top = area.y - 2.1 * gap - text;
	return {
		width,
		height,
		shapes: [
			{
				kind: "raster",
				...area,
				columns: map.columns,
				rows: map.rows,
				colourOf(column, row) {
					const value = scale.valueOf(column, map.rows - 1 - row);
					return value === null ? null : colourAt(value);
				},
			},
			...axesOf(area, x, y, measures, yLabelWidth),
			...headingOf(caption, area.x, top, width - gap, measures),
			...scaleBar(area, scale, measures),
		],
	};
}

/** The colours and their numbers, right of the area. */
function scaleBar(
	area: Area,
	scale: HeatmapScale,
	{ text, gap, line, tick }: Measures,
): Shape[] {
	const x = area.x + area.width + 1.6 * gap;
	const width = 1.3 * text;
	const steps = 256;
	const shapes: Shape[] = [
		{
			kind: "raster",
			x,
			y: area.y,
			width,
			height: area.height,
			columns: 1,
			rows: steps,
			colourOf: (_, row) => colourAt(1 - row / (steps - 1)),
		},
	];
	const ticks = scale.ticks(Math.max(2, area.height / (3.5 * text)));
	for (const { value, label } of ticks) {
		const y = area.y + area.height * (1 - scale.placeOf(value));
		shapes.push(
			{
				kind: "line",
				x1: x + width,
				y1: y,
				x2: x + width + tick * 0.7,
				y2: y,
				width: line,
				stroke: faintInk,
			},
			{
				kind: "label",
				x: x + width + tick + gap / 4,
				y: y + 0.35 * text,
				text: label,
				size: text,
				anchor: "start",
				fill: ink,
			},
		);
	}
	shapes.push({
		kind: "label",
		x: x + width + tick + gap + widest(ticks, text) + text,
		y: area.y + area.height / 2,
		text: scale.title,
		size: text,
		anchor: "middle",
		fill: ink,
		upwards: true,
	});
	return shapes;
}

function widest(ticks: readonly Tick[], size: number): number {
	return Math.max(0, ...ticks.map(({ label }) => textWidth(label, size)));
}

/** The largest area in the room that shows both units true to each other. */
function fitted(room: Area, { x, y }: Heatmap["bounds"], aspect: number): Area {
	const wanted = (x[1] - x[0]) / ((y[1] - y[0]) * aspect);
	const width = Math.min(room.width, room.height * wanted);
	const height = Math.min(room.height, room.width / wanted);
	return { x: room.x, y: room.y + (room.height - height) / 2, width, height };
}
