import { type ArrowFile, readArrowFile } from "./file.ts";
import type { ArrowBytes } from "./file-bytes.ts";
import type { VectorSource } from "./numeric-columns.ts";
import { type VectorChoice, vectorsFromBytes } from "./vectors-from-bytes.ts";
import type { FilterControl } from "./where/filter-rows.ts";
import { parseWhere } from "./where/parse-where.ts";

/** Which of a table's vectors, and which of its rows. */
export interface FilteredChoice extends VectorChoice {
	/** Filters that rows have to pass, all of them; see `parseWhere`. */
	readonly where?: readonly string[] | undefined;
}

/**
 * The vectors in an Arrow IPC file, as views of its bytes, with marks of the
 * rows that filters leave out.
 * @param bytes the whole file; must stay mapped while the result is used
 * @param metadata what `readArrowFile(bytes)` gave, where it was asked before
 * @throws as `vectorsFromBytes` does
 * @throws {InvalidQueryError} `invalid_rows`: no row passes
 * @throws {RangeError} a filter that cannot be read
 * @throws {CancelledError} when the control's signal is aborted
 */
export async function filteredVectors(
	bytes: ArrowBytes,
	{ where = [], ...choice }: FilteredChoice,
	control: FilterControl = {},
	metadata?: ArrowFile,
): Promise<VectorSource> {
	const conditions = where.flatMap(parseWhere);
	const file = metadata ?? readArrowFile(bytes);
	const vectors = vectorsFromBytes(bytes, choice, file);
	if (conditions.length === 0) return vectors;
	const { filterRows } = await import("./where/filter-rows.ts");
	const text = where.join(" and ");
	const filter = await filterRows(file, bytes, conditions, text, control);
	return { ...vectors, filter };
}
