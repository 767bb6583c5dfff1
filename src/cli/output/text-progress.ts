import type { Piece } from "../../arrow/layout.ts";

const newline = 10;

/**
 * Tells how many lines of a text are written, as its pieces go by: by what the
 * lines of the first pieces take, since counting all of them would cost more
 * than writing them.
 * @param lines there will be, about
 * @param tell of the lines that are written, at most `lines`
 */
export function textProgress(
	lines: number,
	tell: (done: number) => void,
): (pieces: readonly Piece[]) => void {
	let [bytes, counted, bytesOfLine] = [0, 0, 0];
	tell(0);
	return (pieces) => {
		for (const piece of pieces) {
			bytes += piece.bytes.byteLength;
			if (bytesOfLine > 0) continue;
			counted += linesIn(piece.bytes);
			if (counted > 0) bytesOfLine = bytes / counted;
		}
		if (bytesOfLine > 0) {
			tell(Math.min(lines, Math.floor(bytes / bytesOfLine)));
		}
	};
}

function linesIn({ buffer, byteOffset, byteLength }: Piece["bytes"]): number {
	const bytes = new Uint8Array(buffer, byteOffset, byteLength);
	let count = 0;
	for (let at = bytes.indexOf(newline); at !== -1; count++) {
		at = bytes.indexOf(newline, at + 1);
	}
	return count;
}
