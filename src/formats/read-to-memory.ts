import { closeSync } from "node:fs";
import { readArrowFile } from "../arrow/file.ts";
import { openMemoryFile } from "../os/memory-file.ts";
import { acquireMapping, type MappingHold } from "../segments/mapping.ts";
import { writePieces } from "../segments/write.ts";
import type { FileSource } from "./file-source.ts";
import { type ReadControl, readTable } from "./read-table.ts";

/**
 * Reads the table of a file into memory of this process.
 * @returns an Arrow IPC file without a name, mapped; the caller's to release
 * @throws what `readTable` throws
 */
export async function readToMemory(
	source: FileSource,
	control: ReadControl,
): Promise<MappingHold> {
	return await readTable(source, control, async ({ pieces, check }) => {
		const fd = openMemoryFile("arrowshelf table");
		try {
			for await (const some of pieces) {
				writePieces(fd, { byteLength: 0, pieces: some });
			}
			const mapping = acquireMapping(`/proc/self/fd/${fd}`);
			using undone = new DisposableStack();
			undone.use(mapping);
			await check(readArrowFile(mapping.file));
			undone.move();
			return mapping;
		} finally {
			closeSync(fd);
		}
	});
}
