import type { VectorSource } from "../../arrow/numeric-columns.ts";
import {
	type VectorChoice,
	vectorsFromBytes,
} from "../../arrow/vectors-from-bytes.ts";
import { InvalidQueryError, InvalidTableError } from "../../errors.ts";
import type { Source } from "./open-source.ts";

/**
 * The columns of a source that are searched, as views of its bytes. Errors
 * name the source.
 * @throws {InvalidTableError} the bytes are unsound
 * @throws {InvalidQueryError} `invalid_column`; `invalid_rows`: none passes
 */
export function readVectors(
	source: Source,
	choice: VectorChoice,
): VectorSource {
	try {
		return vectorsFromBytes(source.bytes, choice);
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
