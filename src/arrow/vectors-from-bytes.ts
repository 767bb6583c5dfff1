import { readArrowFile } from "./file.ts";
import type { ArrowBytes } from "./file-bytes.ts";
import { selectVectors, type VectorSource } from "./numeric-columns.ts";

/**
 * The vectors in an Arrow IPC file, as views of its bytes.
 * @param bytes the whole file; must stay mapped while the result is used
 * @param columns as `selectVectors` takes them
 * @param points whose queries these are: without `columns`, the columns that
 *   the points have are taken by name, if they are all there
 * @throws {InvalidTableError} `invalid_table`: the bytes are unsound
 * @throws {LimitError} `too_many_columns`
 * @throws {InvalidQueryError} `invalid_column`
 */
export function vectorsFromBytes(
	bytes: ArrowBytes,
	columns?: readonly string[],
	points?: VectorSource,
): VectorSource {
	const file = readArrowFile(bytes);
	const there = new Set(file.schema.map(({ name }) => name));
	const alike = points?.columns.map(({ name }) => name);
	const matching = alike?.every((name) => there.has(name)) ? alike : undefined;
	return selectVectors(file, bytes, columns ?? matching);
}
