import { readArrowFile } from "../../arrow/file.ts";
import {
	selectVectors,
	type VectorSource,
} from "../../arrow/numeric-columns.ts";
import { InvalidQueryError, InvalidTableError } from "../../errors.ts";
import type { Source } from "./open-source.ts";

/**
 * The columns of a source that are searched, as views of its bytes.
 * @param columns as named by the user
 * @param like queries take the columns that the points have by name, if they
 * are all there
 * @throws {InvalidTableError} the bytes are unsound
 * @throws {InvalidQueryError} `invalid_column`
 */
export function readVectors(
	source: Source,
	columns: readonly string[] | undefined,
	like?: VectorSource,
): VectorSource {
	try {
		const file = readArrowFile(source.bytes);
		const names = new Set(file.schema.map(({ name }) => name));
		const alike = like?.columns.map(({ name }) => name);
		const matching = alike?.every((name) => names.has(name))
			? alike
			: undefined;
		return selectVectors(file, source.bytes, columns ?? matching);
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
