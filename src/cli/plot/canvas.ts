import type { Colour } from "./colour-map.ts";
import type { Box, Label, Line, Raster, Scene } from "./scene.ts";
import { strokeText } from "./stroke-text.ts";

/** Pixels, 3 bytes each, row by row from the top. */
export interface Pixels {
	readonly width: number;
	readonly height: number;
	readonly bytes: Uint8Array;
}

/** A piece of a stroke, in pixels. */
type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** Draws a scene on white, strokes and letters with smooth edges. */
export function drawScene({ width, height, shapes }: Scene): Pixels {
	const bytes = new Uint8Array(3 * width * height).fill(255);
	const pixels = { width, height, bytes };
	for (const shape of shapes) {
		if (shape.kind === "box") drawBox(pixels, shape);
		else if (shape.kind === "line") drawLine(pixels, shape);
		else if (shape.kind === "label") drawLabel(pixels, shape);
		else drawRaster(pixels, shape);
	}
	return pixels;
}

function drawBox(pixels: Pixels, { fill, ...box }: Box): void {
	const x1 = Math.max(0, Math.round(box.x));
	const x2 = Math.min(pixels.width, Math.round(box.x + box.width));
	const y1 = Math.max(0, Math.round(box.y));
	const y2 = Math.min(pixels.height, Math.round(box.y + box.height));
	for (let y = y1; y < y2; y++) {
		for (let x = x1; x < x2; x++) {
			pixels.bytes.set(fill, 3 * (y * pixels.width + x));
		}
	}
}

function drawRaster(pixels: Pixels, raster: Raster): void {
	const { columns, rows } = raster;
	const edge = (start: number, size: number, i: number, count: number) =>
		Math.round(start + (size * i) / count);
	for (let row = 0; row < rows; row++) {
		const top = edge(raster.y, raster.height, row, rows);
		const bottom = edge(raster.y, raster.height, row + 1, rows);
		for (let column = 0; column < columns; column++) {
			const fill = raster.colourOf(column, row);
			if (fill === null) continue;
			const left = edge(raster.x, raster.width, column, columns);
			const right = edge(raster.x, raster.width, column + 1, columns);
			const size = { width: right - left, height: bottom - top };
			drawBox(pixels, { kind: "box", x: left, y: top, ...size, fill });
		}
	}
}

/** Upright and level lines lie on whole pixels, so that they are sharp. */
function drawLine(pixels: Pixels, line: Line): void {
	const { x1, y1, x2, y2, width, stroke, dash = 0 } = line;
	const thick = Math.max(1, Math.round(width));
	if (x1 === x2 || y1 === y2) {
		const isUpright = x1 === x2;
		const length = isUpright ? Math.abs(y2 - y1) : Math.abs(x2 - x1);
		const left = Math.min(x1, x2);
		const top = Math.min(y1, y2);
		const piece = dash > 0 ? dash : length;
		for (let at = 0; at < length; at += 2 * piece) {
			const long = Math.min(piece, length - at);
			drawBox(pixels, {
				kind: "box",
				x: isUpright ? Math.round(left - thick / 2) : left + at,
				y: isUpright ? top + at : Math.round(top - thick / 2),
				width: isUpright ? thick : long,
				height: isUpright ? long : thick,
				fill: stroke,
			});
		}
		return;
	}
	drawStrokes(pixels, [[x1, y1, x2, y2]], width, stroke);
}

function drawLabel(pixels: Pixels, label: Label): void {
	const { x, y, text, size, anchor, fill, bold = false } = label;
	const { segments, width, penWidth } = strokeText(text, size, bold);
	const shift = { start: 0, middle: -width / 2, end: -width }[anchor];
	const placed = segments.map(([x1, y1, x2, y2]): Segment => {
		if (!label.upwards) return [x + shift + x1, y + y1, x + shift + x2, y + y2];
		return [x + y1, y - shift - x1, x + y2, y - shift - x2];
	});
	drawStrokes(pixels, placed, penWidth, fill);
}

/** Draws strokes of one colour by how much of each pixel the pen covers; where
 * strokes meet it covers it once. */
function drawStrokes(
	pixels: Pixels,
	segments: readonly Segment[],
	penWidth: number,
	colour: Colour,
): void {
	const reach = penWidth / 2 + 1;
	const xs = segments.flatMap(([x1, , x2]) => [x1, x2]);
	const ys = segments.flatMap(([, y1, , y2]) => [y1, y2]);
	if (xs.length === 0) return;
	const left = Math.max(0, Math.floor(Math.min(...xs) - reach));
	const right = Math.min(pixels.width, Math.ceil(Math.max(...xs) + reach));
	const top = Math.max(0, Math.floor(Math.min(...ys) - reach));
	const bottom = Math.min(pixels.height, Math.ceil(Math.max(...ys) + reach));
	const width = right - left;
	if (width <= 0 || bottom <= top) return;
	const cover = new Float32Array(width * (bottom - top));
	for (const segment of segments) {
		const [x1, y1, x2, y2] = segment;
		const fromY = Math.max(top, Math.floor(Math.min(y1, y2) - reach));
		const toY = Math.min(bottom, Math.ceil(Math.max(y1, y2) + reach));
		const fromX = Math.max(left, Math.floor(Math.min(x1, x2) - reach));
		const toX = Math.min(right, Math.ceil(Math.max(x1, x2) + reach));
		for (let y = fromY; y < toY; y++) {
			for (let x = fromX; x < toX; x++) {
				const distance = distanceTo(segment, x + 0.5, y + 0.5);
				const part = Math.max(0, Math.min(1, penWidth / 2 + 0.5 - distance));
				const at = (y - top) * width + (x - left);
				if (part > (cover[at] ?? 0)) cover[at] = part;
			}
		}
	}
	for (let at = 0; at < cover.length; at++) {
		const part = cover[at] ?? 0;
		if (part === 0) continue;
		const y = top + Math.floor(at / width);
		blend(pixels, left + (at % width), y, colour, part);
	}
}

function distanceTo([x1, y1, x2, y2]: Segment, x: number, y: number): number {
	const [dx, dy] = [x2 - x1, y2 - y1];
	const length = dx * dx + dy * dy;
	const along = length === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / length;
	const t = Math.max(0, Math.min(1, along));
	return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

function blend(
	{ width, bytes }: Pixels,
	x: number,
	y: number,
	colour: Colour,
	part: number,
): void {
	const at = 3 * (y * width + x);
	for (let c = 0; c < 3; c++) {
		const under = bytes[at + c] ?? 255;
		bytes[at + c] = Math.round(under + ((colour[c] ?? 0) - under) * part);
	}
}
