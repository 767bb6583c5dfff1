import { parseWhere } from "./parse-where.ts";

/**
 * Filters as a list of those that there are, each of which can be read.
 * @throws {RangeError | TypeError} as `parseWhere` does
 */
export function checkWhere(
	where: string | readonly string[] | undefined,
): readonly string[] {
	const filters = where === undefined ? [] : [where].flat();
	for (const filter of filters) parseWhere(filter);
	return filters;
}
