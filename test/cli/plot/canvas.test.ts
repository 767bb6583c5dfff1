import { describe, expect, test } from "bun:test";
import { drawScene, type Pixels } from "../../../src/cli/plot/canvas.ts";
import { encodePng } from "../../../src/cli/plot/encode-png.ts";
import { encodeSvg } from "../../../src/cli/plot/encode-svg.ts";
import type { Scene, Shape } from "../../../src/cli/plot/scene.ts";
import { textWidth } from "../../../src/cli/plot/stroke-text.ts";
import { decodePng } from "../../helpers/decode-png.ts";

const red = [255, 0, 0] as const;
const black = [0, 0, 0] as const;

function at({ width, bytes }: Pixels, x: number, y: number): number[] {
	return [...bytes.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

/** The rectangle that is not white: left, top, right, bottom. */
function inked({ width, height, bytes }: Pixels): number[] {
	let [left, top, right, bottom] = [width, height, -1, -1];
	for (let i = 0; i < width * height; i++) {
		if (bytes.subarray(3 * i, 3 * i + 3).every((part) => part === 255))
			continue;
		const [x, y] = [i % width, Math.floor(i / width)];
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	return [left, top, right, bottom];
}

const scene = (...shapes: Shape[]): Scene => ({
	width: 120,
	height: 60,
	shapes,
});

describe("drawScene()", () => {
	test("fills boxes and rasters to the pixel, and cuts what lies outside", () => {
		const box = { kind: "box", x: 10, y: 5, width: 20, height: 10, fill: red };
		const pixels = drawScene(scene(box as Shape));
		expect(inked(pixels)).toEqual([10, 5, 29, 14]);
		expect(at(pixels, 10, 5)).toEqual([255, 0, 0]);
		const raster: Shape = {
			kind: "raster",
			x: 100,
			y: 40,
			width: 40,
			height: 20,
			columns: 4,
			rows: 2,
			colourOf: (column, row) => (column === row ? red : null),
		};
		const cells = drawScene(scene(raster));
		expect(inked(cells)).toEqual([100, 40, 119, 59]);
		expect(at(cells, 109, 49)).toEqual([255, 0, 0]);
		expect(at(cells, 110, 49)).toEqual([255, 255, 255]);
	});

	test("draws letters where they are anchored, with smooth edges", () => {
		const label = {
			kind: "label",
			text: "Hamburg",
			size: 20,
			fill: black,
		} as const;
		const width = textWidth("Hamburg", 20);
		const places = { start: 60, middle: 60 - width / 2, end: 60 - width };
		for (const [anchor, left] of Object.entries(places)) {
			const shape = { ...label, x: 60, y: 40, anchor } as Shape;
			const pixels = drawScene({ ...scene(shape), width: 180 });
			const [from = 0, top = 0, to = 0, bottom = 0] = inked(pixels);
			if (left >= 0) expect(Math.abs(from - left)).toBeLessThan(4);
			expect(Math.abs(to - (left + width))).toBeLessThan(4);
			expect(top).toBeGreaterThan(40 - 20);
			expect(bottom).toBeGreaterThan(40);
			const greys = new Set(pixels.bytes);
			expect(greys.size).toBeGreaterThan(20);
		}
		const upwards = drawScene(
			scene({
				...label,
				text: "HHH",
				x: 40,
				y: 50,
				anchor: "start",
				upwards: true,
			}),
		);
		const [left = 0, top = 0, right = 0, bottom = 0] = inked(upwards);
		expect(bottom - top).toBeGreaterThan(right - left);
		expect(right).toBeLessThanOrEqual(41);
	});

	test("has a shape for every letter that a keyboard has", () => {
		const drawn = new Set<string>();
		for (let code = 33; code < 127; code++) {
			const text = String.fromCharCode(code);
			const label = { kind: "label", text, size: 20, fill: black } as const;
			const shape = { ...label, x: 20, y: 40, anchor: "start" } as const;
			drawn.add(Bun.hash(drawScene(scene(shape)).bytes).toString());
		}
		// None looks like another, nor like the frame of an unknown one.
		expect(drawn.size).toBe(126 - 32);
	});
});

test("encodePng() is read by an independent decoder as it was drawn", () => {
	const label = { kind: "label", x: 5, y: 40, text: "Ägypten 1,234" } as const;
	const pixels = drawScene(
		scene({ ...label, size: 16, anchor: "start", fill: red }),
	);
	expect(decodePng(encodePng(pixels))).toEqual(pixels);
});

test("encodeSvg() escapes text, and keeps what XML allows", () => {
	const label = {
		kind: "label",
		x: 5.128,
		y: 40,
		size: 16,
		fill: red,
	} as const;
	const svg = encodeSvg(
		scene(
			{ ...label, anchor: "end", text: `<a & "b">\u0007\ud800` },
			{ ...label, anchor: "middle", text: "up", upwards: true, bold: true },
		),
	);
	expect(svg).toContain(
		`<text x="5.13" y="40" font-size="16" text-anchor="end" fill="#ff0000">&lt;a &amp; "b"&gt;\ufffd\ufffd</text>`,
	);
	expect(svg).toContain(`transform="rotate(-90 5.13 40)"`);
	expect(svg).toStartWith("<svg xmlns=");
	expect(svg).toEndWith("</svg>\n");
});
