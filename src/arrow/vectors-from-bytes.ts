import { type ArrowFile, readArrowFile } from "./file.ts";
import type { ArrowBytes } from "./file-bytes.ts";
import { selectVectors, type VectorSource } from "./numeric-columns.ts";

/** Which of a table's vectors. */
export interface VectorChoice {
	/** As `selectVectors` takes them. */
	readonly columns?: readonly string[] | undefined;
	/** Whose queries these are: without `columns`, the columns that the points
	 * have are taken by name, if they are all there. */
	readonly points?: VectorSource | undefined;
}

/**
 * The vectors in an Arrow IPC file, as views of its bytes.
 * @param bytes the whole file; must stay mapped while the result is used
 * @param metadata what `readArrowFile(bytes)` gave, where it was asked before
 * @throws {InvalidTableError} `invalid_table`: the bytes are unsound
 * @throws {LimitError} `too_many_columns`
 * @throws {InvalidQueryError} `invalid_column`
 */
export function vectorsFromBytes(
	bytes: ArrowBytes,
	{ columns, points }: VectorChoice = {},
	metadata?: ArrowFile,
): VectorSource {
	const file = metadata ?? readArrowFile(bytes);
	const there = new Set(file.schema.map(({ name }) => name));
	const alike = points?.columns.map(({ name }) => name);
	const matching = alike?.every((name) => there.has(name)) ? alike : undefined;
	return selectVectors(file, bytes, columns ?? matching);
}
