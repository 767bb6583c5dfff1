import { InvalidQueryError } from "../errors.ts";

/**
 * How many rows are marked as null or not finite.
 * @throws {InvalidQueryError} `invalid_rows`: some are, and `skipInvalid` was
 * not asked for, or it leaves no points
 */
export function countInvalidRows(
	invalid: Uint8Array,
	{ role, skipInvalid }: { role: string; skipInvalid: boolean },
): number {
	const first = invalid.indexOf(1);
	if (first === -1) return 0;
	let count = 0;
	for (const mark of invalid) count += mark;
	const rows = invalid.length;
	if (skipInvalid && (count < rows || role === "queries")) return count;
	if (skipInvalid) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot search the ${role}: all ${rows} rows hold null, NaN, infinity or a value too large for distances in float32, and none is left`,
			{ details: { role, count, first, rows } },
		);
	}
	throw new InvalidQueryError(
		"invalid_rows",
		`Cannot search ${count} of the ${rows} rows of the ${role}: they hold null, NaN, infinity or a value too large for distances in float32, the first in row ${first}; leave them out with --skip-invalid (skipInvalid: true)`,
		{ details: { role, count, first, rows } },
	);
}
