import { describe, expect, test } from "bun:test";
import fc from "fast-check";
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
		expect(csvRecords(text, ",", true)).toEqual(expected);
		for (const most of [0, 1, 2]) {
			const first = csvRecords(text, ",", true, most);
			expect(first).toEqual(expected.slice(0, most));
		}
	});

	test("leaves out a last record that may be cut off", () => {
		expect(csvRecords("a,b\n1,2", ",", false)).toHaveLength(1);
		expect(csvRecords('a,b\n"1', ",", false)).toHaveLength(1);
	});

	test("divides text with quotes as it does text without, where they are the same", () => {
		const letters = fc.constantFrom("a", ",", ";", "\n", "\r", "\r\n", " ");
		const texts = fc.array(letters).map((parts) => parts.join(""));
		fc.assert(
			fc.property(texts, fc.boolean(), (text, isWhole) => {
				const plain = csvRecords(text, ",", isWhole);
				// Quotes on a line of their own before it.
				const quoted = csvRecords(`"q"\n${text}`, ",", isWhole);
				expect(quoted.slice(1)).toEqual(plain);
			}),
			{ seed: 1, numRuns: 300 },
		);
	});
});
