import { setImmediate as nextTurn } from "node:timers/promises";
import type { FileLayout } from "../arrow/layout.ts";
import { PieceQueue } from "../segments/piece-queue.ts";
import { writePieces } from "../segments/write.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { PutOptions } from "./put-options.ts";

/** Bytes written between two looks at the event loop: about 25 ms. */
const stepBytes = 64 * 1024 * 1024;

/**
 * Writes a laid-out Arrow file to any file, straight from the table's own
 * buffers, in steps between which the process can do other things.
 * @throws {CancelledError} when the signal is aborted
 */
export async function writeLayout(
	fd: number,
	layout: FileLayout,
	{ signal, onProgress }: PutOptions,
): Promise<void> {
	const total = layout.byteLength;
	const queue = new PieceQueue(layout.pieces);
	while (queue.byteLength > 0) {
		const pieces = queue.takeFront(stepBytes);
		writePieces(fd, { byteLength: total, pieces });
		const last = pieces.at(-1);
		const done = last ? last.position + last.bytes.byteLength : 0;
		onProgress?.({ done, total });
		if (done < total) await nextTurn();
		throwIfCancelled(signal, "put");
	}
}
