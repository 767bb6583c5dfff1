import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import {
	type Area,
	type Axis,
	axesOf,
	labelRoom,
	type Measures,
	measuresOf,
} from "./axes.ts";
import { colourAt } from "./colour-map.ts";
import { headingOf } from "./heading.ts";
import { heatmapScaleBar } from "./heatmap-scale-bar.ts";
import { heatmapScale } from "./heatmap-values.ts";
import type { Scene } from "./scene.ts";
import { linearTicks } from "./ticks.ts";

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

/** A map takes at least this part of the room either way. */
const leastSide = 1 / 6;
/** A picture that may be cut stays at least this part as wide, for its title. */
const leastWidth = 0.5;

/**
 * Lays a picture out.
 * @param mayCut leave away what a map of this aspect has no use for
 * @param aspect pixels of a unit of y over those of a unit of x; null: the area
 *   is filled
 */
export function planHeatmap(
	width: number,
	height: number,
	bounds: Heatmap["bounds"],
	caption: HeatmapCaption,
	aspect: number | null,
	mayCut: boolean,
): HeatmapPlan {
	const measures = measuresOf(width, height);
	const { text, title, gap, tick } = measures;
	const top = 1.4 * gap + title + gap / 2 + text + 1.6 * gap;
	const bottom = tick + 3 * gap + 2.2 * text;
	const roomHeight = height - top - bottom;
	const [lowY, highY] = bounds.y;
	const yTicksOn = (length: number) =>
		linearTicks(lowY, highY, Math.max(1, length / (3.2 * text)));
	const yLabelWidth = labelRoom(yTicksOn(roomHeight), text);
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
	const mapped = aspect === null ? room : fitted(room, bounds, aspect);
	const [unusedX, unusedY] = [
		room.width - mapped.width,
		room.height - mapped.height,
	];
	const cutX = mayCut ? Math.min(unusedX, (1 - leastWidth) * width) : 0;
	const cutY = mayCut ? unusedY : 0;
	const area = {
		...mapped,
		x: room.x + (unusedX - cutX) / 2,
		y: room.y + (unusedY - cutY) / 2,
	};
	const [lowX, highX] = bounds.x;
	const wanted = Math.max(2, area.width / (6.2 * text));
	return {
		width: Math.round(width - cutX),
		height: Math.round(height - cutY),
		measures,
		area,
		x: {
			low: lowX,
			high: highX,
			ticks: linearTicks(lowX, highX, wanted),
			title: caption.x,
		},
		y: {
			low: lowY,
			high: highY,
			ticks: yTicksOn(area.height),
			title: caption.y,
		},
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
			...heatmapScaleBar(area, scale, measures),
		],
	};
}

/** The largest area of the room that shows both units true to each other; a map
 * that would be a mere line is drawn wider. */
function fitted(room: Area, { x, y }: Heatmap["bounds"], aspect: number): Area {
	const wanted = (x[1] - x[0]) / ((y[1] - y[0]) * aspect);
	const width = clamp(room.height * wanted, leastSide * room.width, room.width);
	const height = clamp(
		room.width / wanted,
		leastSide * room.height,
		room.height,
	);
	return { ...room, width, height };
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(most, Math.max(least, value));
}
