import { closeSync } from "node:fs";
import { readArrowFile } from "../arrow/file.ts";
import type { FileBytes } from "../arrow/file-bytes.ts";
import type { Piece } from "../arrow/layout.ts";
import { OutOfMemoryError } from "../errors.ts";
import { formatSize } from "../format-size.ts";
import { openMemoryFile } from "../os/memory-file.ts";
import { memoryLimits } from "../os/memory-limits.ts";
import { acquireMapping } from "../segments/mapping.ts";
import { writePieces } from "../segments/write.ts";
import type { FileSource } from "./file-source.ts";
import { type ReadControl, readTable } from "./read-table.ts";

/** An Arrow IPC file in memory, without a name, until disposed. */
export interface MemoryTable extends Disposable {
	readonly file: FileBytes;
	/** Opens it, in this process and in its children. */
	readonly path: string;
}

/** How often it is looked whether memory comes to an end. */
const checkEveryBytes = 64 * 1024 * 1024;
/** What must stay, for polars and what is done with the table. */
const leastFreeBytes = 256 * 1024 * 1024;

/**
 * Reads the table of a file into memory of this process.
 * @throws {OutOfMemoryError} before memory comes to an end
 * @throws what `readTable` throws
 */
export async function readToMemory(
	source: FileSource,
	control: ReadControl,
): Promise<MemoryTable> {
	return await readTable(source, control, async ({ pieces, check }) => {
		using undone = new DisposableStack();
		const fd = openMemoryFile("arrowshelf table");
		undone.defer(() => closeSync(fd));
		let checkedBytes = checkEveryBytes;
		for await (const some of pieces) {
			writePieces(fd, { byteLength: 0, pieces: some });
			const { position, bytes } = some.at(-1) as Piece;
			if (position + bytes.byteLength < checkedBytes) continue;
			checkFree(source.name, position);
			checkedBytes += checkEveryBytes;
		}
		const path = `/proc/${process.pid}/fd/${fd}`;
		const { file } = undone.use(acquireMapping(path));
		await check(readArrowFile(file));
		const kept = undone.move();
		return { file, path, [Symbol.dispose]: () => kept.dispose() };
	});
}

/** Memory of a file without a name is not reserved: what is missing would be
 * the end of the process. */
function checkFree(name: string, readBytes: number): void {
	const { availableBytes, cgroupFreeBytes } = memoryLimits("/");
	const free = Math.min(availableBytes, cgroupFreeBytes ?? availableBytes);
	if (free >= leastFreeBytes) return;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot read ${JSON.stringify(name)} into memory: ${formatSize(readBytes)} of its table are read, and ${formatSize(free)} of memory are left; convert it to an Arrow file, which is used in place`,
		{ details: { needed: leastFreeBytes, free } },
	);
}
