import { closeSync } from "node:fs";
import { readArrowFile } from "../arrow/file.ts";
import type { FileBytes } from "../arrow/file-bytes.ts";
import { openMemoryFile } from "../os/memory-file.ts";
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

/**
 * Reads the table of a file into memory of this process.
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
		for await (const some of pieces) {
			writePieces(fd, { byteLength: 0, pieces: some });
		}
		const path = `/proc/${process.pid}/fd/${fd}`;
		const { file } = undone.use(acquireMapping(path));
		await check(readArrowFile(file));
		const kept = undone.move();
		return { file, path, [Symbol.dispose]: () => kept.dispose() };
	});
}
