import { existsSync } from "node:fs";
import { InvalidQueryError, type InvalidTableError } from "../../errors.ts";
import type { PolarsFailure } from "../../formats/polars-process.ts";
import { namesIn } from "./names-in.ts";

/**
 * Says in a line why polars does not answer a query.
 * @param error what it has against it
 * @param indexes by their names, with what to say where one should be a table
 */
export function queryRefusal(
	error: PolarsFailure,
	query: string,
	indexes: ReadonlyMap<string, InvalidTableError>,
): InvalidQueryError | InvalidTableError {
	const [first = ""] = error.message.split("\n", 1);
	const missing = /^relation '(.*)' was not found/.exec(first)?.[1];
	const index = indexes.get(missing ?? "");
	if (index !== undefined) return index;
	const why =
		missing === undefined ? plainWords(first) : notFound(missing, query);
	return new InvalidQueryError(
		"invalid_query",
		`Cannot answer the query: ${why}`,
		{ cause: error },
	);
}

/** polars takes a word with points for a name in a schema, and says the first
 * part only. */
function notFound(name: string, query: string): string {
	const dotted = [...namesIn(query)].find(
		(word) => word.startsWith(`${name}.`) && existsSync(word),
	);
	return dotted === undefined
		? `nothing is on the shelf as ${JSON.stringify(name)}, and no file of that path stands in quotes`
		: `a file's path stands in double quotes: ${JSON.stringify(dotted)}`;
}

/** Without the words of its parser's own, in which it quotes the query:
 * `expression Exists { subquery: Query { ... } } is not supported`. */
function plainWords(text: string): string {
	return text
		.replace(/^sql parser error: /, "")
		.replace(/(?<=\b[A-Z][A-Za-z]+) ?[({].*\b(?:Ident|Value) ?[({].*[)}]/s, "");
}
