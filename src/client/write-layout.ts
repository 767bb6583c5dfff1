import { setImmediate as nextTurn } from "node:timers/promises";
import type { FileLayout, Piece } from "../arrow/layout.ts";
import { writePieces } from "../segments/write.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { PutOptions } from "./put-options.ts";

/** Bytes written between two looks at the event loop: about 25 ms. */
const stepBytes = 64 * 1024 * 1024;

/**
 * Writes a laid-out Arrow file through `fd`, straight from the table's own
 * buffers, in steps between which the process can do other things.
 * @throws {CancelledError} when the signal is aborted
 */
export async function writeLayout(
	fd: number,
	layout: FileLayout,
	{ signal, onProgress }: PutOptions,
): Promise<void> {
	const total = layout.byteLength;
	for (const pieces of stepsOf(layout.pieces)) {
		writePieces(fd, { byteLength: total, pieces });
		const last = pieces.at(-1);
		const done = last ? last.position + last.bytes.byteLength : 0;
		onProgress?.({ done, total });
		if (done < total) await nextTurn();
		throwIfCancelled(signal, "put");
	}
}

/** The pieces in order, in groups of at most `stepBytes`. */
function* stepsOf(pieces: readonly Piece[]): Generator<Piece[]> {
	let step: Piece[] = [];
	let room = stepBytes;
	for (const piece of pieces) {
		const { buffer, byteOffset, byteLength } = piece.bytes;
		for (let from = 0; from < byteLength; ) {
			const size = Math.min(room, byteLength - from);
			step.push({
				position: piece.position + from,
				bytes: new Uint8Array(buffer, byteOffset + from, size),
			});
			from += size;
			room -= size;
			if (room > 0) continue;
			yield step;
			step = [];
			room = stepBytes;
		}
	}
	if (step.length > 0) yield step;
}
