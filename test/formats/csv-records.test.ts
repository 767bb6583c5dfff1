import { describe, expect, test } from "bun:test";
import { csvRecords } from "../../src/formats/csv-records.ts";

const cases: [name: string, text: string, records: string[][]][] = [
	[
		"plain lines",
		"a,b\n1,2\n",
		[
			["a", "b"],
			["1", "2"],
		],
	],
	[
		"no line end at the end",
		"a,b\n1,2",
		[
			["a", "b"],
			["1", "2"],
		],
	],
	[
		"CR LF",
		"a,b\r\n1,2\r\n",
		[
			["a", "b"],
			["1", "2"],
		],
	],
	[
		"empty fields",
		",\n,,\n",
		[
			["", ""],
			["", "", ""],
		],
	],
	["an empty field at the end", "a,", [["a", ""]]],
	["a blank line", "a\n\nb\n", [["a"], [""], ["b"]]],
	["quotes", '"a,b","c""d"\n', [["a,b", 'c"d']]],
	["a line end in quotes", '"a\nb",c\n', [["a\nb", "c"]]],
	["what follows quotes", '"a"b,c\n', [["ab", "c"]]],
	["quotes inside a field", '5" x,6"\n', [['5" x', '6"']]],
	["a byte order mark", "\ufeffa,b\n", [["a", "b"]]],
	["an open quote", '"a\nb', [["a\nb"]]],
	["nothing", "", []],
];

describe("csvRecords()", () => {
	test.each(cases)("divides %s", (_, text, expected) => {
		const records = csvRecords(text, ",", true);
		const texts = records.map(({ fields }) => fields.map(({ text }) => text));
		expect(texts).toEqual(expected);
	});

	test("leaves out a last record that may be cut off", () => {
		expect(csvRecords("a,b\n1,2", ",", false)).toHaveLength(1);
		expect(csvRecords('a,b\n"1', ",", false)).toHaveLength(1);
	});

	test("counts lines, those in quotes too", () => {
		const lines = csvRecords('"a\n\nb",c\nd,e\n', ",", true);
		expect(lines.map(({ line }) => line)).toEqual([1, 4]);
	});
});
