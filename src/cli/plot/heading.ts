import { faintInk, ink, type Measures, wordRoom } from "./axes.ts";
import type { Label } from "./scene.ts";

/** Smaller letters than this part of the usual are not read any more. */
const leastPart = 0.55;
/** How much wider than others bold letters are in common fonts. */
const boldPart = 1.12;

/** A picture's title and the line under it, smaller where they would not fit,
 * and cut where they would not even so.
 * @param y where the title's letters stand
 * @param right where both must end */
export function headingOf(
	{ title, subtitle }: { readonly title: string; readonly subtitle: string },
	x: number,
	y: number,
	right: number,
	{ text, title: large, gap }: Measures,
): Label[] {
	const fitted = (words: string, size: number, wider: number) => {
		const part = (right - x) / Math.max(1, wider * wordRoom(words, size));
		if (part >= leastPart)
			return { text: words, size: size * Math.min(1, part) };
		const letters = [...words];
		const kept = Math.floor((letters.length * part) / leastPart) - 3;
		const text = `${letters.slice(0, Math.max(0, kept)).join("")}...`;
		return { text, size: size * leastPart };
	};
	const shared = { kind: "label", x, anchor: "start" } as const;
	return [
		{
			...shared,
			y,
			...fitted(title, large, boldPart),
			fill: ink,
			bold: true,
		},
		{
			...shared,
			y: y + gap / 2 + text,
			...fitted(subtitle, text, 1),
			fill: faintInk,
		},
	];
}
