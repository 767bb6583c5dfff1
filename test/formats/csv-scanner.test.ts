import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
	type BadRecord,
	CsvScanner,
	type SoughtValue,
} from "../../src/formats/csv-scanner.ts";

const cases: [text: string, fields: number, bad: Partial<BadRecord> | null][] =
	[
		["a,b\n1,2\n3,4\n", 2, null],
		["a,b\n1,2\n3,4", 2, null],
		["a,b\n1\n", 2, { line: 2, fields: 1, isBlank: false }],
		["a,b\n1,2,3\n", 2, { line: 2, fields: 3 }],
		["a,b\n\n1,2\n", 2, { line: 2, isBlank: true }],
		["a,b\n1,2\n\n\n", 2, null],
		["a,b\r\n1,2\r\n\r\n", 2, null],
		["a\n1\n\n2\n", 1, null],
		['a,b\n"1,\n,",2\n3\n', 2, { line: 4, fields: 1 }],
		['a,b\n"1"",",2\n', 2, null],
		['a,b\n5" x,6" y\n', 2, null],
		['a,b\n"1,2\n3,4\n', 2, { line: 2, isOpen: true }],
	];

describe("CsvScanner", () => {
	test.each(cases)("%j of %d fields", (text, fields, expected) => {
		const bad = scan(text, fields);
		if (expected === null) expect(bad).toBeNull();
		else expect(bad).toMatchObject(expected);
	});

	const sought: [text: string, value: SoughtValue, line: number][] = [
		["a,b\n1,2\nx,3\n", { column: 0, text: "x" }, 3],
		["a,b\n1,x\r\n", { column: 1, text: "x" }, 2],
		['a,b\n1,"x ""y"""\n', { column: 1, text: 'x "y"' }, 2],
		["a,b\nx,1\n1,x", { column: 1, text: "x" }, 3],
	];
	test.each(sought)("finds in %j %j at line %d", (text, value, line) => {
		expect(scan(text, 2, value)).toMatchObject({ line, hasValue: true });
	});

	test("gives the same for any division into pieces", () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a",\n]{0,40}$/),
				fc.integer({ min: 1, max: 5 }),
				(text, size) => {
					expect(scan(text, 2, undefined, size)).toEqual(scan(text, 2));
				},
			),
			{ seed: 1 },
		);
	});

	test("counts the records, blank lines at the end left out", () => {
		const scanner = new CsvScanner(",", 2);
		scanner.add(Buffer.from("a,b\n1,2\n3,4\n\n"));
		expect([scanner.end(), scanner.records]).toEqual([null, 3]);
	});
});

function scan(
	text: string,
	fields: number,
	sought?: SoughtValue,
	pieceBytes = 1000,
): BadRecord | null {
	const scanner = new CsvScanner(",", fields, sought);
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
		const bad = scanner.add(bytes.subarray(at, at + pieceBytes));
		if (bad !== null) return bad;
	}
	return scanner.end();
}
