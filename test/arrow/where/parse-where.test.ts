import { describe, expect, test } from "bun:test";
import { parseWhere } from "../../../src/arrow/where/parse-where.ts";

const number = (text: string) => ({ kind: "number", text });
const text = (value: string) => ({ kind: "text", text: value });

describe("parseWhere() reads", () => {
	test.each([
		["x = 1", [{ column: "x", operator: "=", values: [number("1")] }]],
		["x==-1.5e3", [{ column: "x", operator: "=", values: [number("-1.5e3")] }]],
		["x <> .5", [{ column: "x", operator: "!=", values: [number(".5")] }]],
		["x>=1", [{ column: "x", operator: ">=", values: [number("1")] }]],
		["`a b` < 1", [{ column: "a b", operator: "<", values: [number("1")] }]],
		['"a""b" <= 1', [{ column: 'a"b', operator: "<=", values: [number("1")] }]],
		["a.b-c = 'x'", [{ column: "a.b-c", operator: "=", values: [text("x")] }]],
		["größe > 1", [{ column: "größe", operator: ">", values: [number("1")] }]],
		["c = 'it''s'", [{ column: "c", operator: "=", values: [text("it's")] }]],
		['c != "b"', [{ column: "c", operator: "!=", values: [text("b")] }]],
		[
			"f = true",
			[
				{
					column: "f",
					operator: "=",
					values: [{ kind: "bool", text: "true" }],
				},
			],
		],
		...["TRUE", "True"].map((word): [string, unknown[]] => [
			`true != ${word}`,
			[
				{
					column: "true",
					operator: "!=",
					values: [{ kind: "bool", text: "true" }],
				},
			],
		]),
		["c = 'TRUE'", [{ column: "c", operator: "=", values: [text("TRUE")] }]],
		[
			"t > 2024-05-01",
			[{ column: "t", operator: ">", values: [text("2024-05-01")] }],
		],
		[
			"t > 2024-05-01T12:30:00.5+02:00",
			[
				{
					column: "t",
					operator: ">",
					values: [text("2024-05-01T12:30:00.5+02:00")],
				},
			],
		],
		[
			"c in ('a', 2)",
			[{ column: "c", operator: "=", values: [text("a"), number("2")] }],
		],
		["c NOT IN ('a')", [{ column: "c", operator: "!=", values: [text("a")] }]],
		["c is null", [{ column: "c", isNull: true }]],
		["c Is Not Null", [{ column: "c", isNull: false }]],
		[
			"and > 1 and is is null And x=2",
			[
				{ column: "and", operator: ">", values: [number("1")] },
				{ column: "is", isNull: true },
				{ column: "x", operator: "=", values: [number("2")] },
			],
		],
	])("%p", (where, conditions) => {
		expect(parseWhere(where)).toEqual(conditions as never);
	});
});

describe("parseWhere() refuses", () => {
	test.each([
		["", "character 1: expected a column, got the end"],
		["x", "character 2: expected =, !=, <, <=, >, >=, in or is, got the end"],
		["x >", "character 4: expected a number, a text in quotes, true or false"],
		["x >> 3", "character 4: expected a number, a text in quotes, true or"],
		["3 > x", "character 1: expected a column, got 3"],
		[
			"city = Bern",
			"character 8: expected a value; a text stands in quotes: 'Bern', got Bern",
		],
		["city = 'Bern", "character 8: the quote ' is not closed"],
		["x > 1 or x < 0", "character 7: conditions are joined by and;"],
		["x > 1 y < 0", "character 7: expected and, or the end, got y"],
		["x > 1 and", "character 10: expected a column, got the end"],
		["x in 1", "character 6: expected (, got 1"],
		["x in ()", "character 7: expected a number, a text in quotes"],
		["x in (1 2)", "character 9: expected , or ), got 2"],
		["x in (1", "character 8: expected , or ), got the end"],
		["x is 3", "character 6: expected null, got 3"],
		["x not 3", "character 7: expected in, got 3"],
		["x > 3km", 'character 5: "3km" is no column, number, text or operator'],
		["x ~ 3", 'character 3: "~" is no column'],
	])("%p", (where, message) => {
		const found = `Cannot read the filter ${JSON.stringify(where)} at ${message}`;
		expect(() => parseWhere(where)).toThrow(found);
		expect(() => parseWhere(where)).toThrow(RangeError);
	});

	test("what is no text", () => {
		expect(() => parseWhere(3 as never)).toThrow(TypeError);
	});
});
