import type { Pixels } from "./canvas.ts";
import { type Colour, hexOf } from "./colour-map.ts";
import { encodePng } from "./encode-png.ts";
import type { Label, Line, Raster, Scene, Shape } from "./scene.ts";

const fonts =
	"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const white: Colour = [255, 255, 255];

/** A scene as an SVG file; text stays text, a grid of cells is an image in it. */
export function encodeSvg({ width, height, shapes }: Scene): string {
	const lines = [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}">`,
		`<rect width="100%" height="100%" fill="#ffffff"/>`,
		...shapes.map(elementOf),
		"</svg>",
	];
	return `${lines.join("\n")}\n`;
}

function elementOf(shape: Shape): string {
	switch (shape.kind) {
		case "box": {
			const { x, y, width, height, fill } = shape;
			return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${hexOf(fill)}"/>`;
		}
		case "line":
			return lineElement(shape);
		case "label":
			return labelElement(shape);
		case "raster":
			return imageElement(shape);
	}
}

function lineElement({ x1, y1, x2, y2, width, stroke, dash }: Line): string {
	const dashes = dash === undefined ? "" : ` stroke-dasharray="${round(dash)}"`;
	return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${hexOf(stroke)}" stroke-width="${round(width)}"${dashes}/>`;
}

function labelElement(label: Label): string {
	const { x, y, text, size, anchor, fill, bold, upwards } = label;
	const turn = upwards
		? ` transform="rotate(-90 ${round(x)} ${round(y)})"`
		: "";
	const place = `x="${round(x)}" y="${round(y)}"${turn}`;
	const weight = bold ? ` font-weight="600"` : "";
	return `<text ${place} font-size="${round(size)}" text-anchor="${anchor}" fill="${hexOf(fill)}"${weight}>${escaped(text)}</text>`;
}

function imageElement(raster: Raster): string {
	const { x, y, width, height } = raster;
	const png = Buffer.from(encodePng(cellsOf(raster))).toString("base64");
	return `<image x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>`;
}

/** A pixel a cell. */
function cellsOf({ columns, rows, colourOf }: Raster): Pixels {
	const bytes = new Uint8Array(3 * columns * rows);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const colour = colourOf(column, row) ?? white;
			bytes.set(colour, 3 * (row * columns + column));
		}
	}
	return { width: columns, height: rows, bytes };
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
	const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt" };
	// Control characters are not allowed in XML, not even escaped.
	const printable = text.replace(/[\p{Cc}\ufffe\uffff]|\p{Cs}/gu, "\ufffd");
	return printable.replace(/[&<>]/g, (letter) => `&${names[letter]};`);
}
