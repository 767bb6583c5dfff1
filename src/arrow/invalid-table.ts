import { InvalidTableError } from "../errors.ts";

/**
 * The error for bytes that are no sound Arrow file.
 * @param what what is wrong, continuing "Cannot read the Arrow file: "
 * @param offset where in the file, in bytes
 */
export function invalidTable(what: string, offset: number): InvalidTableError {
	return new InvalidTableError(
		"invalid_table",
		`Cannot read the Arrow file: ${what} (at byte ${offset})`,
		{ details: { offset } },
	);
}
