import { type ArrowBytes, fileBytesOf } from "./file-bytes.ts";
import type { FileLayout, Piece } from "./layout.ts";

/** Of one piece: what a window holds several times over. */
const pieceBytes = 2 ** 30;

/** A file that lies in memory already, as the pieces that it is. */
export function layoutBytes(bytes: ArrowBytes): FileLayout {
	const file = fileBytesOf(bytes);
	const { byteLength } = file;
	const pieces: Piece[] = [];
	for (let position = 0; position < byteLength; position += pieceBytes) {
		const size = Math.min(pieceBytes, byteLength - position);
		pieces.push({ position, bytes: file.range(position, size) });
	}
	return { byteLength, pieces };
}
