import { faintInk, ink, type Measures } from "./axes.ts";
import type { Label } from "./scene.ts";
import { textWidth } from "./stroke-text.ts";

/** Smaller letters than this part of the usual are not read any more. */
const leastPart = 0.55;

/** A picture's title and the line under it, smaller where they would not fit.
 * @param y where the title's letters stand
 * @param right where both must end */
export function headingOf(
	{ title, subtitle }: { readonly title: string; readonly subtitle: string },
	x: number,
	y: number,
	right: number,
	{ text, title: large, gap }: Measures,
): Label[] {
	const fitted = (words: string, size: number) => {
		// Bold letters are a little wider than they measure.
		const part = (0.97 * (right - x)) / Math.max(1, textWidth(words, size));
		return size * Math.max(leastPart, Math.min(1, part));
	};
	const shared = { kind: "label", x, anchor: "start" } as const;
	return [
		{
			...shared,
			y,
			text: title,
			size: fitted(title, large),
			fill: ink,
			bold: true,
		},
		{
			...shared,
			y: y + gap / 2 + text,
			text: subtitle,
			size: fitted(subtitle, text),
			fill: faintInk,
		},
	];
}
