import { InvalidQueryError } from "../../errors.ts";

/** Text, quoted names and comments: nothing in them belongs to the statement. */
const quoted =
	/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** A join that keeps, or looks for, rows without a match. */
const join =
	/\b(?:left|right|full|semi|anti)(?:\s+(?:outer|semi|anti))*\s+join\b/gi;

const ending =
	/^(?:join|inner|left|right|full|cross|natural|semi|anti|where|group|having|order|limit|offset|union|intersect|except|qualify|window)$/i;

/**
 * Makes sure that no outer, semi or anti join compares otherwise than by `=`:
 * polars 0.26 answers such a one as if it were an inner join, and says nothing.
 * @throws {InvalidQueryError} `invalid_query`, with what to write instead
 */
export function checkJoins(text: string): void {
	const statement = text.replace(quoted, " q ");
	for (const { 0: words, index } of statement.matchAll(join)) {
		const sign = comparisonIn(statement.slice(index + words.length));
		if (sign === null) continue;
		const name = words.replace(/\s+/g, " ").toUpperCase();
		throw new InvalidQueryError(
			"invalid_query",
			`Cannot answer the query: ${name} compares by ${sign} behind ON, expected = alone: polars, which answers it, would leave rows out; filter a table first (join (select ... where ...) t on ...), or join by JOIN`,
		);
	}
}

/** The first sign other than `=` in the condition of a join whose table begins
 * the text; null: none. */
function comparisonIn(text: string): string | null {
	let depth = 0;
	let isCondition = false;
	for (const [token] of text.matchAll(/[()]|[<>=!]+|[,;]|\w+/g)) {
		if (token === "(") depth += 1;
		else if (token === ")") depth -= 1;
		if (depth < 0) return null;
		if (depth === 0) {
			if (token === "," || token === ";" || ending.test(token)) return null;
			if (/^on$/i.test(token)) isCondition = true;
		}
		if (isCondition && /^[<>=!]/.test(token) && !/^==?$/.test(token)) {
			return token;
		}
	}
	return null;
}
