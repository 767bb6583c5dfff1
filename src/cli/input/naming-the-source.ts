import { InvalidQueryError, InvalidTableError } from "../../errors.ts";

/** The reader knows bytes only; a user wants to hear which table it is. */
export function namingTheSource(error: unknown, name: string): unknown {
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
