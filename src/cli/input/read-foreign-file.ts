import {
	detectFile,
	type NamedFile,
	openFileSource,
	type ReadOptions,
} from "../../formats/file-source.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { readToMemory } from "../../formats/read-to-memory.ts";
import type { MemoryTable } from "../../formats/table-in-memory.ts";
import { polarsCommand } from "../polars-command.ts";

/**
 * Reads a file of any format but Arrow IPC into memory; null: it is that.
 * @throws {FileError} `unreadable`, `unsupported_format`
 */
export async function readForeignFile(
	file: NamedFile,
	options: ReadOptions,
	firstRows: number | undefined,
	signal: AbortSignal,
): Promise<MemoryTable | null> {
	const detected = await detectFile(file, options);
	if (detected.format === "arrow") return null;
	const command = polarsCommand();
	using pipe = new PolarsPipe(command);
	const source = await openFileSource(detected, options);
	return await readToMemory(
		{ ...source, firstRows },
		{ command, pipe, signal },
	);
}
