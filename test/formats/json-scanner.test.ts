import { describe, expect, test } from "bun:test";
import { JsonScanner } from "../../src/formats/json-scanner.ts";

/** What it says of lines, alone or together. */
function scanned(...lines: string[]): string | null {
	const scanner = new JsonScanner("line");
	for (const [index, line] of lines.entries()) {
		const why = scanner.add(line, index + 1);
		if (why !== null) return why;
	}
	return scanner.end();
}

describe("JsonScanner", () => {
	test.each([
		[['{"a":'], "line 1: it is no JSON: "],
		[['{"a":1}', "[1]"], "line 2: expected an object, got an array"],
		[["null"], "line 1: expected an object, got null"],
		[['{"a":1e400}'], 'line 1, "a": the number 1e400 is too large'],
		[
			['{"a":1}', `{"a":${"9".repeat(39)}}`],
			`line 2, "a": the number ${"9".repeat(23)}… is too large, expected at most 38 digits`,
		],
		[
			['{"a":[1]}', "{}", '{"a":1}'],
			'column "a" is an array in line 1, and a number in line 3',
		],
		[
			['{"a":{"b":[true]}}', '{"a":{"b":[1]}}'],
			'column "a.b[]" is true or false in line 1, and a number in line 2',
		],
		[
			['{"a":{"b":1}}', '{"a":[1]}'],
			'column "a" is an object in line 1, and an array in line 2',
		],
	])("says what is wrong with %j", (lines, says) => {
		expect(scanned(...lines)).toStartWith(says);
	});

	test.each([
		[['{"a":1}', '{"a":1.5}', '{"a":null}', '{"b":[]}']],
		// Beside a text, all of a column is read as texts.
		[['{"a":true}', '{"a":1}', '{"a":"x"}']],
		[[`{"a":${"9".repeat(38)}}`, `{"a":-${"9".repeat(38)}}`]],
	])("has nothing against %j", (lines) => {
		expect(scanned(...lines)).toBeNull();
	});
});
