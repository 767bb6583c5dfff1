import { readArrowFile } from "../arrow/file.ts";
import { beginsSound } from "./begins-sound.ts";
import type { FileSource } from "./file-source.ts";
import { type ReadControl, readTable } from "./read-table.ts";
import { type MemoryTable, tableInMemory } from "./table-in-memory.ts";

/**
 * Reads the table of a file into memory of this process.
 * @throws what `readTable` and `tableInMemory` throw
 */
export async function readToMemory(
	source: FileSource,
	control: ReadControl,
): Promise<MemoryTable> {
	return await readTable(source, control, async ({ pieces, check }) => {
		using undone = new DisposableStack();
		const table = undone.use(await tableInMemory(source.name, pieces));
		if (!(await beginsSound(source))) await check(readArrowFile(table.file));
		undone.move();
		return table;
	});
}
