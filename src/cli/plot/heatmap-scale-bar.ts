import { type Area, faintInk, ink, labelRoom, type Measures } from "./axes.ts";
import { colourAt } from "./colour-map.ts";
import type { HeatmapScale } from "./heatmap-values.ts";
import type { Shape } from "./scene.ts";

const steps = 256;

/** The colours of a heat map and their numbers, right of its area: a bar, or one
 * patch where all cells have one value. */
export function heatmapScaleBar(
	area: Area,
	scale: HeatmapScale,
	{ text, gap, line, tick }: Measures,
): Shape[] {
	if (scale.isEmpty) return [];
	const x = area.x + area.width + 1.6 * gap;
	const width = 1.3 * text;
	const isOne = scale.low === scale.high;
	const height = isOne ? width : area.height;
	const top = area.y + (area.height - height) / 2;
	const shapes: Shape[] = [
		{
			kind: "raster",
			x,
			y: top,
			width,
			height,
			columns: 1,
			rows: isOne ? 1 : steps,
			colourOf: (_, row) =>
				colourAt(isOne ? scale.placeOf(scale.low) : 1 - row / (steps - 1)),
		},
	];
	const ticks = scale.ticks(Math.max(2, area.height / (3.5 * text)));
	for (const { value, label } of ticks) {
		const y = top + height * (1 - scale.placeOf(value));
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
		x: x + width + tick + gap + labelRoom(ticks, text) + text,
		y: area.y + area.height / 2,
		text: scale.title,
		size: text,
		anchor: "middle",
		fill: ink,
		upwards: true,
	});
	return shapes;
}
