import {
	type FilteredChoice,
	filteredVectors,
} from "../../arrow/filtered-vectors.ts";
import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { FilterControl } from "../../arrow/where/filter-rows.ts";
import { namingTheSource } from "./naming-the-source.ts";
import type { Source } from "./open-source.ts";

/**
 * The columns of a source that are searched, as views of its bytes. Errors
 * name the source.
 * @throws {InvalidTableError} the bytes are unsound
 * @throws {InvalidQueryError} `invalid_column`; `invalid_rows`: none passes
 */
export async function readVectors(
	source: Source,
	choice: FilteredChoice,
	control: FilterControl = {},
): Promise<VectorSource> {
	try {
		const { bytes, arrow } = source;
		return await filteredVectors(bytes, choice, control, arrow);
	} catch (error) {
		throw namingTheSource(error, source.name);
	}
}
