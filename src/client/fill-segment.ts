import type { FileLayout } from "../arrow/layout.ts";
import { PieceQueue } from "../segments/piece-queue.ts";
import { writePieces } from "../segments/write.ts";
import { writeBothEnds } from "../segments/write-both-ends.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { PutOptions } from "./put-options.ts";

/** Less is written at once: two threads are not worth their meeting. */
const leastBytes = 4 * 1024 * 1024;

/**
 * Writes a laid-out Arrow file, or the part of it that `layout` has, to a
 * segment that is reserved, straight from the table's own buffers. The process
 * can do other things meanwhile, but must leave the buffers as they are.
 *
 * @param fd of the segment, open for reading and writing; stays the caller's
 * @throws {FileError} when it cannot be written, or a buffer was given away
 * @throws {CancelledError} when the signal is aborted
 */
export async function fillSegment(
	fd: number,
	layout: FileLayout,
	{ signal, onProgress }: PutOptions,
): Promise<void> {
	const total = layout.byteLength;
	const queue = new PieceQueue(layout.pieces);
	if (queue.byteLength >= leastBytes) {
		return await writeBothEnds(fd, queue, (done) => {
			onProgress?.({ done, total });
			throwIfCancelled(signal, "put");
		});
	}
	const pieces = queue.takeFront(leastBytes);
	writePieces(fd, { byteLength: total, pieces });
	onProgress?.({ done: total, total });
	throwIfCancelled(signal, "put");
}
