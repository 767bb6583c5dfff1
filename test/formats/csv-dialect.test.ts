import { describe, expect, test } from "bun:test";
import { type CsvOptions, findDialect } from "../../src/formats/csv-dialect.ts";

/** `,h a:int64 b:text`: delimiter, h for a header, columns. */
const cases: [text: string, found: string, options?: CsvOptions][] = [
	["a,b\n1,x\n", ",h a:int64 b:text"],
	["a;b\n1,5;x\n2,5;y\n", ";h a:text b:text"],
	["a\tb\n1\t2.5\n", "\th a:int64 b:float64"],
	["a|b|c\n1|2|3\n", "|h a:int64 b:int64 c:int64"],
	["a\n1\n", ",h a:int64"],
	["1,2\n3,4\n", ",- column_1:int64 column_2:int64"],
	["1,x\n2,y\n", ",- column_1:int64 column_2:text"],
	["a,b\nx,y\n", ",h a:text b:text"],
	["2020-01-01,x\n2020-01-02,y\n", ",- column_1:date column_2:text"],
	[
		"country,2019,2020\nDE,1,2\n",
		",h country:text 2019:int64 2020:int64",
		{ header: true },
	],
	["a,b\n1,2\n", ",- column_1:text column_2:text", { header: false }],
	["a,a,,a\n1,2,3,4\n", ",h a:int64 a_2:int64 column_3:int64 a_3:int64"],
	["a,b\n1,\n2,\n", ",h a:int64 b:text"],
	["a,b\n", ",h a:text b:text"],
	['"a b","c,d"\n1,2\n', ",h a b:int64 c,d:int64"],
	["a,b\n1,2\n", ",h a:float32 b:int64", { types: { a: "float32" } }],
	["a b\n1 2\n", " h a:int64 b:int64", { delimiter: " " }],
	["\ufeffa,b\n1,2\n", ",h a:int64 b:int64"],
];

describe("findDialect()", () => {
	test.each(cases)("%j is %j", (text, found, options = {}) => {
		const { delimiter, hasHeader, columns } = findDialect(text, true, options);
		const names = columns.map(({ name, type }) => `${name}:${type}`);
		const mark = hasHeader ? "h" : "-";
		expect(`${delimiter}${mark} ${names.join(" ")}`).toBe(found);
	});

	test("refuses types of columns that are not there", () => {
		expect(() =>
			findDialect("a,b\n1,2\n", true, { types: { c: "text" } }),
		).toThrow('it has no column "c" to have the type text; it has "a", "b"');
	});

	test("refuses a first line without an end", () => {
		expect(() => findDialect("a,b", false, {})).toThrow("no end");
	});
});
