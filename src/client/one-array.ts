import type { Data, Table } from "apache-arrow";
import { limits } from "../config.ts";
import { OutOfMemoryError } from "../errors.ts";

/**
 * A column of a result as one array over the table's own bytes.
 * @param arrayOf what of the column's only part is wanted
 * @returns undefined where there are no rows
 * @throws {OutOfMemoryError} it is in several parts
 */
export function oneArray<Values>(
	table: Table,
	name: string,
	arrayOf: (data: Data) => Values | undefined,
): Values | undefined {
	const parts = table.getChild(name)?.data ?? [];
	const [part] = parts;
	if (part === undefined) return undefined;
	if (parts.length === 1) return arrayOf(part);
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot give the ${name} of ${table.numRows} queries as one array: at most ${limits.windowBytes} bytes fit in one; read the result's table, which has them in ${parts.length} batches`,
		{ details: { capacity: limits.windowBytes } },
	);
}
