import type { Piece } from "../arrow/layout.ts";

/** Pieces that follow one another, in one array. */
export async function collectPieces(
	groups: AsyncIterable<readonly Piece[]>,
): Promise<Uint8Array<ArrayBuffer>> {
	const parts: Uint8Array[] = [];
	for await (const pieces of groups) {
		for (const { bytes } of pieces) {
			const { buffer, byteOffset, byteLength } = bytes;
			const part = new Uint8Array(buffer, byteOffset, byteLength);
			parts.push(part.slice());
		}
	}
	const whole = new Uint8Array(
		parts.reduce((sum, { length }) => sum + length, 0),
	);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
