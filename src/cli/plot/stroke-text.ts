import { glyphsOf } from "./glyphs.ts";

/** Straight pieces of strokes, four numbers each: x1, y1, x2, y2. */
export interface StrokedText {
	readonly segments: readonly (readonly [number, number, number, number])[];
	/** From where the text starts to where the next letter would. */
	readonly width: number;
	/** Of the pen. */
	readonly penWidth: number;
}

/** Units of the em, of the space beside each letter, and of the pen. */
const em = 13.6;
const bearing = 1.25;
const pens = { regular: 1.22, bold: 1.85 };
const curvePieces = 6;

/** How wide a text will be, in the unit of `size`. */
export function textWidth(text: string, size: number): number {
	const units = glyphsOf(text).reduce(
		(sum, { width }) => sum + width + 2 * bearing,
		0,
	);
	return (units * size) / em;
}

/**
 * A line of text as strokes, from (0, 0) at its start on the base line; y grows
 * downwards, as in pictures.
 * @param size height of the em
 */
export function strokeText(
	text: string,
	size: number,
	isBold: boolean,
): StrokedText {
	const scale = size / em;
	const segments: [number, number, number, number][] = [];
	let start = 0;
	for (const { width, path } of glyphsOf(text)) {
		const left = start + bearing;
		for (const [x1, y1, x2, y2] of piecesOf(path)) {
			segments.push([
				(left + x1) * scale,
				-y1 * scale,
				(left + x2) * scale,
				-y2 * scale,
			]);
		}
		start += width + 2 * bearing;
	}
	const penWidth = (isBold ? pens.bold : pens.regular) * scale;
	return { segments, width: start * scale, penWidth };
}

/** A path's straight pieces, its curves cut into some. */
function* piecesOf(path: string): Generator<[number, number, number, number]> {
	let [x, y] = [0, 0];
	for (const [, command, numbers = ""] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
		const values = numbers.trim().split(" ").map(Number);
		const [a = 0, b = 0] = values;
		if (command === "Q") {
			const [, , endX = 0, endY = 0] = values;
			let [fromX, fromY] = [x, y];
			for (let i = 1; i <= curvePieces; i++) {
				const t = i / curvePieces;
				const [u, v, w] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
				const toX = u * x + v * a + w * endX;
				const toY = u * y + v * b + w * endY;
				yield [fromX, fromY, toX, toY];
				[fromX, fromY] = [toX, toY];
			}
			[x, y] = [endX, endY];
			continue;
		}
		if (command === "L") yield [x, y, a, b];
		[x, y] = [a, b];
	}
}
