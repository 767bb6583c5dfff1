import type { Literal } from "./condition.ts";

/** A word of a filter; `at` is where it starts, counted from 0. */
export type Token = { readonly at: number; readonly source: string } & (
	| { readonly kind: "value"; readonly literal: Literal }
	/** A column or a word of the grammar, as it stands. */
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "sign" }
	| { readonly kind: "end" }
);

/** What a token looks like, and what it is; the first that matches counts. */
const forms: readonly (readonly [RegExp, (source: string) => Part])[] = [
	// A day and time without quotes, which would be numbers otherwise.
	[
		/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?(?![\w.])/,
		(source) => value("text", source),
	],
	[
		/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(?![\w.])/i,
		(source) => value("number", source),
	],
	[/^'([^']|'')*'/, (source) => value("text", unquoted(source))],
	[
		/^"([^"]|"")*"/,
		// A column where one is expected, else a text.
		(source) => value("text", unquoted(source)),
	],
	[/^`([^`]|``)+`/, (source) => ({ kind: "name", name: unquoted(source) })],
	[/^(==|!=|<>|<=|>=|[=<>(),])/, () => ({ kind: "sign" })],
	[/^[\p{L}_][^\s=!<>(),'"`]*/u, (source) => ({ kind: "name", name: source })],
];

type Part =
	| { readonly kind: "value"; readonly literal: Literal }
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "sign" };

/**
 * Cuts a filter into its words, the end last.
 * @param refuse throws, saying what stands at a place
 */
export function readTokens(
	text: string,
	refuse: (at: number, what: string) => never,
): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	for (;;) {
		at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
		const rest = text.slice(at);
		if (rest === "") break;
		const token = tokenAt(rest);
		if (token === undefined) {
			const isQuote = /^['"`]/.test(rest);
			refuse(at, isQuote ? `the quote ${rest[0]} is not closed` : wordOf(rest));
		}
		tokens.push({ ...token, at });
		at += token.source.length;
	}
	tokens.push({ kind: "end", at, source: "" });
	return tokens;
}

function tokenAt(rest: string): (Part & { source: string }) | undefined {
	for (const [form, read] of forms) {
		const source = form.exec(rest)?.[0];
		if (source !== undefined) return { ...read(source), source };
	}
	return undefined;
}

function wordOf(rest: string): string {
	return `${JSON.stringify(/^\S+/.exec(rest)?.[0] ?? rest)} is no column, number, text or operator`;
}

function value(kind: "number" | "text", text: string): Part {
	return { kind: "value", literal: { kind, text } };
}

/** Without its quotes, two of which inside stand for one. */
function unquoted(source: string): string {
	const quote = source[0] as string;
	return source.slice(1, -1).replaceAll(quote + quote, quote);
}
