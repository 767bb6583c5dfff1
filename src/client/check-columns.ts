/** Checks that columns are named by a list, where they are.
 * @throws {TypeError} they are not */
export function checkColumns(columns: unknown): void {
	const isList =
		Array.isArray(columns) && columns.every((name) => typeof name === "string");
	if (columns === undefined || isList) return;
	throw new TypeError(
		`Cannot search the columns ${JSON.stringify(columns)}: expected a list of names`,
	);
}
