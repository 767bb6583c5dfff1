/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Lightness, chroma and hue (degrees) at both ends, in OKLCH. */
const low = { lightness: 0.24, chroma: 0.115, hue: 305 };
const high = { lightness: 0.93, chroma: 0.17, hue: 104 };
/** Chroma that the middle has more than the ends' line. */
const bulge = 0.03;
const steps = 256;
/** Steps over which chroma changes are spread. */
const spread = 32;

let table: readonly Colour[] | undefined;

/**
 * The colour of a value from 0 to 1: from a dark violet over blue and green to
 * yellow. Lightness, as the eye sees it, grows evenly, so that equal steps look
 * equally large, also in grey and to the colour-blind. Computed in OKLCH
 * (https://bottosson.github.io/posts/oklab/).
 */
export function colourAt(value: number): Colour {
	table ??= makeTable();
	const at = Math.round(Math.max(0, Math.min(1, value)) * (steps - 1));
	return table[at] as Colour;
}

/** `#rrggbb`. */
export function hexOf(colour: Colour): string {
	const hex = (part: number) => part.toString(16).padStart(2, "0");
	return `#${colour.map(hex).join("")}`;
}

function makeTable(): Colour[] {
	const wanted = Array.from({ length: steps }, (_, i) => {
		const t = i / (steps - 1);
		const mix = (from: number, to: number) => from + (to - from) * t;
		const lightness = mix(low.lightness, high.lightness);
		const hue = (mix(low.hue, high.hue) * Math.PI) / 180;
		const most = mix(low.chroma, high.chroma) + bulge * 4 * t * (1 - t);
		return { lightness, hue, chroma: shownChroma(lightness, most, hue) };
	});
	// Least, then mean, of those around: smooth, and nowhere more than shown.
	const chromas = wanted.map(({ chroma }) => chroma);
	const around = (values: readonly number[], i: number) =>
		values.slice(Math.max(0, i - spread), i + spread + 1);
	const least = chromas.map((_, i) => Math.min(...around(chromas, i)));
	return wanted.map(({ lightness, hue }, i) => {
		const near = around(least, i);
		const chroma = near.reduce((sum, value) => sum + value, 0) / near.length;
		const linear = linearFromOklch(lightness, chroma, hue);
		return linear.map(byteFromLinear) as unknown as Colour;
	});
}

/** The chroma up to `most` that a screen can show. */
function shownChroma(lightness: number, most: number, hue: number): number {
	let chroma = most;
	const isShown = () =>
		linearFromOklch(lightness, chroma, hue).every(
			(part) => part >= 0 && part <= 1,
		);
	while (chroma > 0 && !isShown()) chroma -= 0.001;
	return Math.max(0, chroma);
}

function linearFromOklch(lightness: number, chroma: number, hue: number) {
	const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
	return linearFromOklab(lightness, a, b);
}

function linearFromOklab(l: number, a: number, b: number): number[] {
	const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
		-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
		-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
	];
}

function byteFromLinear(part: number): number {
	const encoded =
		part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
	return Math.round(255 * Math.max(0, Math.min(1, encoded)));
}
