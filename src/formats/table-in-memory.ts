import { closeSync } from "node:fs";
import type { FileBytes } from "../arrow/file-bytes.ts";
import type { Piece } from "../arrow/layout.ts";
import { OutOfMemoryError } from "../errors.ts";
import { formatSize } from "../format-size.ts";
import { openMemoryFile } from "../os/memory-file.ts";
import { memoryLimits } from "../os/memory-limits.ts";
import { acquireMapping } from "../segments/mapping.ts";
import { writePieces } from "../segments/write.ts";

/** An Arrow IPC file in memory, without a name, until disposed. */
export interface MemoryTable extends Disposable {
	readonly file: FileBytes;
	/** Opens it, in this process and in its children. */
	readonly path: string;
}

/** How often it is looked whether memory comes to an end. */
const checkEveryBytes = 64 * 1024 * 1024;
/** What must stay, for who makes the table and what is done with it. */
const leastFreeBytes = 256 * 1024 * 1024;

/**
 * Writes an Arrow IPC file into memory of this process.
 * @param name of its source, for messages
 * @param pieces that follow one another
 * @throws {OutOfMemoryError} before memory comes to an end
 * @throws what gives the pieces throws
 */
export async function tableInMemory(
	name: string,
	pieces: AsyncIterable<readonly Piece[]>,
): Promise<MemoryTable> {
	using undone = new DisposableStack();
	const fd = openMemoryFile("arrowshelf table");
	undone.defer(() => closeSync(fd));
	let [written, nextCheck] = [0, checkEveryBytes];
	for await (const some of pieces) {
		writePieces(fd, { byteLength: 0, pieces: some });
		for (const { bytes } of some) written += bytes.byteLength;
		if (written < nextCheck) continue;
		checkFree(name, written);
		nextCheck = written + checkEveryBytes;
	}
	const path = `/proc/${process.pid}/fd/${fd}`;
	const { file } = undone.use(acquireMapping(path));
	const kept = undone.move();
	return { file, path, [Symbol.dispose]: () => kept.dispose() };
}

/** Memory of a file without a name is not reserved: what is missing would be
 * the end of the process. */
function checkFree(name: string, written: number): void {
	const { availableBytes, cgroupFreeBytes } = memoryLimits("/");
	const free = Math.min(availableBytes, cgroupFreeBytes ?? availableBytes);
	if (free >= leastFreeBytes) return;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot read ${JSON.stringify(name)} into memory: ${formatSize(written)} of its table are read, and ${formatSize(free)} of memory are left; convert it to an Arrow file without compression, which is used in place`,
		{ details: { needed: leastFreeBytes, free } },
	);
}
