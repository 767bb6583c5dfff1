import type { Table } from "apache-arrow";
import { oneArray } from "./one-array.ts";

/**
 * The values of a column of lists, one list after another, as one array over
 * the table's own bytes.
 * @returns undefined where there are no rows
 * @throws {OutOfMemoryError} they are in several parts
 */
export function listValues<Values>(
	table: Table,
	name: string,
): Values | undefined {
	return oneArray(
		table,
		name,
		({ children }) => children[0]?.values as Values | undefined,
	);
}
