import type { Piece } from "../../arrow/layout.ts";

const lineFeed = 10;

/**
 * Passes pieces of text on as they are.
 * @param onLines is told after each group how many lines have gone by
 */
export async function* countLines(
	groups: AsyncIterable<readonly Piece[]>,
	onLines: (lines: number) => void,
): AsyncGenerator<readonly Piece[]> {
	let lines = 0;
	for await (const pieces of groups) {
		yield pieces;
		for (const { bytes } of pieces) lines += linesIn(bytes);
		onLines(lines);
	}
}

/** 0.5 ms a MiB. */
function linesIn({ buffer, byteOffset, byteLength }: Piece["bytes"]): number {
	const bytes = new Uint8Array(buffer, byteOffset, byteLength);
	let lines = 0;
	let at = bytes.indexOf(lineFeed);
	for (; at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
	return lines;
}
