import { type ArrowFile, readArrowFile } from "../../arrow/file.ts";
import { rewritten } from "../../client/rewritten.ts";
import type { NamedFile } from "../../formats/file-source.ts";
import {
	type MemoryTable,
	tableInMemory,
} from "../../formats/table-in-memory.ts";
import { acquireMapping } from "../../segments/mapping.ts";

/**
 * The table of an Arrow IPC file in memory, in plain types and without
 * compression, as it would lie on the shelf.
 * @param isFit whether the file can be used as it is: then null
 * @throws {OutOfMemoryError} before memory comes to an end
 * @throws {InvalidTableError} the file is unsound
 */
export async function unpackArrow(
	{ name, path }: NamedFile,
	isFit: (file: ArrowFile) => boolean,
): Promise<MemoryTable | null> {
	using hold = acquireMapping(path);
	const file = readArrowFile(hold.file);
	if (isFit(file)) return null;
	return await tableInMemory(name, rewritten(file, hold.file));
}
