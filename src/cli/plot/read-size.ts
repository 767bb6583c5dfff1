import type { Bounds } from "../../engine/analysis/bounds.ts";
import { UsageError } from "../usage-error.ts";

/** Width and height. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** Of pictures in pixels, and of what is drawn in the terminal. */
const limits = { picture: [200, 10_000], letters: [1, 2000] } as const;

/**
 * Reads `1200x900`; null when it was not given.
 * @param isSmall letters or cells, else pixels
 * @throws {UsageError} it is no size, or out of range
 */
export function readSize(
	option: string,
	text: string | undefined,
	isSmall: boolean,
): Size | null {
	if (text === undefined) return null;
	const [least, most] = isSmall ? limits.letters : limits.picture;
	const match = /^(\d+)x(\d+)$/i.exec(text);
	const [width, height] = [Number(match?.[1]), Number(match?.[2])];
	const fits = (side: number) => side >= least && side <= most;
	if (fits(width) && fits(height)) return { width, height };
	throw new UsageError(
		`--${option} expects WIDTHxHEIGHT, each from ${least} to ${most}, such as 1200x900, got ${JSON.stringify(text)}`,
	);
}

/**
 * Reads `X1,Y1,X2,Y2`; null when it was not given.
 * @throws {UsageError} not four finite numbers, or none between them
 */
export function readBounds(
	parts: readonly string[] | undefined,
): Bounds | null {
	if (parts === undefined) return null;
	const numbers = parts.map(Number);
	const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers;
	const isSound =
		numbers.length === 4 &&
		numbers.every(Number.isFinite) &&
		x1 < x2 &&
		y1 < y2;
	if (isSound) return { x: [x1, x2], y: [y1, y2] };
	throw new UsageError(
		`--bounds expects X1,Y1,X2,Y2 with X1 below X2 and Y1 below Y2, got ${JSON.stringify(parts.join(","))}`,
	);
}
