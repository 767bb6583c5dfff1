import { InvalidQueryError } from "../../errors.ts";

/** How a statement that only answers begins. */
const answering = ["select", "with", "from", "values", "explain"];

/** What to do instead, by how other statements begin. */
const instead: readonly (readonly [RegExp, string])[] = [
	[
		/^(drop|truncate|delete)$/,
		"arrowshelf rm KEY takes a table off the shelf; a SELECT of the rows that stay, with --key KEY --replace, takes its place",
	],
	[
		/^(create|insert|update|alter|merge|copy|replace)$/,
		"a SELECT with --key KEY puts its answer on the shelf as a table, --replace in the place of another",
	],
	[/^show$/, "arrowshelf ls lists the tables"],
	[
		/^(describe|desc|pragma|table)$/,
		"arrowshelf describe KEY shows the columns of a table",
	],
];

/** Blanks, comments and parentheses, then a word; after EXPLAIN another. */
const beginning =
	/^(?:[\s(]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:explain\s+(?:analyze\s+)?)?([a-z]+)/i;

/**
 * Makes sure that a statement asks for something and changes nothing: polars
 * would take one that changes, do it to its own copies, and answer as if it had
 * been done.
 * @throws {InvalidQueryError} `invalid_query`, with what to do instead
 */
export function checkStatement(text: string): void {
	const word = beginning.exec(text)?.[1] ?? "";
	if (answering.includes(word.toLowerCase())) return;
	const found = instead.find(([words]) => words.test(word.toLowerCase()));
	const said = word === "" ? "is no statement" : `begins with ${word}`;
	const remedy = found === undefined ? "" : `; ${found[1]}`;
	throw new InvalidQueryError(
		"invalid_query",
		`Cannot answer the query: it ${said}, expected SELECT, or WITH, FROM, VALUES or EXPLAIN before one: sql answers and changes nothing${remedy}`,
	);
}
