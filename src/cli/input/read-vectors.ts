import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { vectorsFromBytes } from "../../arrow/vectors-from-bytes.ts";
import { InvalidQueryError, InvalidTableError } from "../../errors.ts";
import type { Source } from "./open-source.ts";

/**
 * The columns of a source that are searched, as views of its bytes. Errors
 * name the source.
 * @param columns as named by the user
 * @param points whose queries these are; see `vectorsFromBytes`
 * @throws {InvalidTableError} the bytes are unsound
 * @throws {InvalidQueryError} `invalid_column`
 */
export function readVectors(
	source: Source,
	columns: readonly string[] | undefined,
	points?: VectorSource,
): VectorSource {
	try {
		return vectorsFromBytes(source.bytes, columns, points);
	} catch (error) {
		throw namingTheSource(error, source.name);
	}
}

/** The reader knows bytes only; a user wants to hear which table it is. */
function namingTheSource(error: unknown, name: string): unknown {
	const isOurs =
		error instanceof InvalidTableError || error instanceof InvalidQueryError;
	if (!isOurs) return error;
	const Class = error.constructor as new (
		code: string,
		message: string,
		context: object,
	) => Error;
	const { code, message, details } = error;
	return new Class(code, `${JSON.stringify(name)}: ${message}`, {
		details,
		cause: error,
	});
}
