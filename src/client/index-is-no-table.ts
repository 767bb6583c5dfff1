import { InvalidTableError } from "../errors.ts";

/**
 * What to say where an index stands for a table.
 * @param metadata of the index: what `build-index.ts` says there
 */
export function indexIsNoTable(
	key: string,
	metadata: Readonly<Record<string, string>>,
): InvalidTableError {
	const { "index.kind": kind, "index.table": table } = metadata;
	const what = `a search index${kind === undefined ? "" : ` (${kind})`}`;
	return new InvalidTableError(
		"invalid_table",
		`Cannot use ${JSON.stringify(key)} as a table: it is ${what}${
			table === undefined
				? "; give the table that it was built from"
				: ` of the table ${JSON.stringify(table)}; give shelf:${table}, and shelf:${key} as the index to search it with`
		}`,
	);
}
