import type { ArrowField } from "../arrow/types.ts";
import { typeName } from "../arrow/types.ts";
import { FileError } from "../errors.ts";
import { type FormatName, labelOf } from "./format.ts";

/** Types, by their names, that polars does not know: it ends where it meets
 * one. */
const unknown =
	/^(decimal256|(sparse|dense)_union|run_end_encoded|interval|(large_)?list_view)/;
/** What a format has no way to write. */
const missing: Partial<Record<FormatName, RegExp>> = {
	csv: /^(list|large_list|fixed_size_list|struct|map|(large_)?binary|fixed_size_binary|duration)/,
	tsv: /^(list|large_list|fixed_size_list|struct|map|(large_)?binary|fixed_size_binary|duration)/,
	ndjson: /^((large_)?binary|fixed_size_binary|duration)/,
};

/**
 * Refuses a table that a format cannot hold, before anything is written.
 * @throws {FileError} `unsupported_format`, naming the column and its type
 */
export function checkWritable(
	schema: readonly ArrowField[],
	format: FormatName,
): void {
	for (const field of schema) {
		const type = findType(field, (name) => {
			return unknown.test(name) || missing[format]?.test(name) === true;
		});
		if (type === null) continue;
		throw new FileError(
			"unsupported_format",
			`Cannot write column ${JSON.stringify(field.name)} as ${labelOf(format)}: ${unknown.test(type) ? "nothing here writes" : `${labelOf(format)} has no`} ${type}${format === "arrow" ? "" : "; an Arrow file can hold it"}`,
			{ details: { column: field.name, type } },
		);
	}
}

/** The first type in a column, nested ones included, that `is` one. */
function findType(
	field: ArrowField,
	is: (name: string) => boolean,
): string | null {
	const name = typeName(field).replace(/^dictionary<(.*)>$/, "$1");
	if (is(name)) return name;
	for (const child of field.children) {
		const found = findType(child, is);
		if (found !== null) return found;
	}
	return null;
}
