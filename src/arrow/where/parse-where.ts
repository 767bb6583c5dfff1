import type { Comparison, Condition, Literal } from "./condition.ts";
import { readTokens, type Token } from "./read-tokens.ts";

const comparisons: Readonly<Record<string, Comparison>> = {
	"=": "=",
	"==": "=",
	"!=": "!=",
	"<>": "!=",
	"<": "<",
	"<=": "<=",
	">": ">",
	">=": ">=",
};

/**
 * Reads a filter: conditions joined by `and`, each of them `COLUMN OP VALUE`
 * with OP `=`, `==`, `!=`, `<>`, `<`, `<=`, `>` or `>=`; `COLUMN in (VALUE, ...)`
 * or `not in`; or `COLUMN is null` or `is not null`. A column's name stands as
 * it is, or in backquotes or double quotes; a value is a number, a text in
 * single or double quotes, true, false, or a day and time.
 * @throws {RangeError} what is wrong, and at which character
 * @throws {TypeError} no text
 */
export function parseWhere(text: string): Condition[] {
	if (typeof text !== "string") {
		throw new TypeError(
			`Cannot filter rows by ${String(text)}: expected a text such as "speed > 3"`,
		);
	}
	const refuse = (at: number, what: string): never => {
		throw new RangeError(
			`Cannot read the filter ${JSON.stringify(text)} at character ${at + 1}: ${what}`,
		);
	};
	return new Parser(readTokens(text, refuse), refuse).conditions();
}

class Parser {
	readonly #tokens: readonly Token[];
	readonly #refuse: (at: number, what: string) => never;
	#next = 0;

	constructor(
		tokens: readonly Token[],
		refuse: (at: number, what: string) => never,
	) {
		this.#tokens = tokens;
		this.#refuse = refuse;
	}

	conditions(): Condition[] {
		const found = [this.#condition()];
		while (this.#takeWord("and")) found.push(this.#condition());
		if (this.#isWord("or")) {
			this.#fail("conditions are joined by and; for several values: in (a, b)");
		}
		if (this.#here.kind !== "end") this.#expected("and, or the end");
		return found;
	}

	#condition(): Condition {
		const column = this.#column();
		if (this.#takeWord("is")) {
			const isNull = !this.#takeWord("not");
			if (!this.#takeWord("null")) this.#expected("null");
			return { column, isNull };
		}
		const isNot = this.#takeWord("not");
		if (this.#takeWord("in")) {
			return { column, operator: isNot ? "!=" : "=", values: this.#list() };
		}
		if (isNot) this.#expected("in");
		const operator = comparisons[this.#here.source];
		if (this.#here.kind !== "sign" || operator === undefined) {
			return this.#expected(
				"=, !=, <, <=, >, >=, in or is",
				this.#here.kind === "name"
					? "; a column's name with spaces stands in double quotes"
					: "",
			);
		}
		this.#next++;
		return { column, operator, values: [this.#value()] };
	}

	#column(): string {
		const token = this.#here;
		const isQuoted = token.source.startsWith('"');
		if (token.kind === "name") this.#next++;
		else if (isQuoted) this.#next++;
		else return this.#expected("a column");
		return token.kind === "name" ? token.name : literalOf(token).text;
	}

	#list(): Literal[] {
		if (!this.#takeSign("(")) this.#expected("(");
		const values = [this.#value()];
		while (this.#takeSign(",")) values.push(this.#value());
		if (!this.#takeSign(")")) this.#expected(", or )");
		return values;
	}

	#value(): Literal {
		const token = this.#here;
		// In any case, as the grammar's other words.
		const text = token.source.toLowerCase();
		if (text === "true" || text === "false") {
			this.#next++;
			return { kind: "bool", text };
		}
		if (token.kind === "name") {
			const quoted = `'${token.name.replaceAll("'", "''")}'`;
			return this.#expected(`a value; a text stands in quotes: ${quoted}`);
		}
		if (token.kind !== "value") {
			return this.#expected("a number, a text in quotes, true or false");
		}
		this.#next++;
		return token.literal;
	}

	get #here(): Token {
		return this.#tokens[this.#next] as Token;
	}

	#isWord(word: string): boolean {
		const { kind, source } = this.#here;
		return kind === "name" && source.toLowerCase() === word;
	}

	#takeWord(word: string): boolean {
		const isHere = this.#isWord(word);
		if (isHere) this.#next++;
		return isHere;
	}

	#takeSign(sign: string): boolean {
		const isHere = this.#here.kind === "sign" && this.#here.source === sign;
		if (isHere) this.#next++;
		return isHere;
	}

	#expected(what: string, hint = ""): never {
		const { kind, source } = this.#here;
		const got = kind === "end" ? "the end" : source;
		return this.#fail(`expected ${what}, got ${got}${hint}`);
	}

	#fail(what: string): never {
		return this.#refuse(this.#here.at, what);
	}
}

function literalOf(token: Token): Literal {
	return token.kind === "value"
		? token.literal
		: { kind: "text", text: token.source };
}
