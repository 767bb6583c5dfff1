import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { JsonNameScanner } from "../../src/formats/json-name-scanner.ts";
import { jsonNames } from "../../src/formats/json-names.ts";

/** Whether a file that begins with `sample` has other names, looked at in pieces
 * that end at `cuts`; null: the sample tells too little. */
function hasOthers(sample: string, text: string, cuts: readonly number[]) {
	const names = jsonNames(sample);
	if (names === null) return null;
	const scanner = new JsonNameScanner(names);
	const bytes = Buffer.from(text);
	const ends = [...cuts, bytes.length].sort((a, b) => a - b);
	let from = 0;
	for (const end of ends) {
		const to = Math.max(from, Math.min(end, bytes.length));
		if (scanner.add(bytes.subarray(from, to))) return true;
		from = to;
	}
	return scanner.end();
}

/** `a.b[].c` of every name in a value. */
function pathsOf(value: unknown, path = ""): string[] {
	if (value === null || typeof value !== "object") return [];
	if (Array.isArray(value)) {
		return [`${path}[]`, ...value.flatMap((one) => pathsOf(one, `${path}[]`))];
	}
	return Object.entries(value).flatMap(([name, inner]) => [
		`${path}.${name}`,
		...pathsOf(inner, `${path}.${name}`),
	]);
}

describe("JsonNameScanner", () => {
	test.each([
		['{"a":1}', '{"a":2}\n{"b":3}', true],
		['{"a":1,"b":2}', '{"b":2,"a":1}\n', false],
		['{"a":1}', '{ "a" : "b\\": {\\"c\\": 1}" }\n', false],
		['{"a":{"p":1}}', '{"a":{"p":1,"q":2}}', true],
		['{"a":{"p":1},"q":2}', '{"a":{"q":1}}', true],
		['{"a":[{"p":1}]}', '{"a":[{"p":1},{"p":2},{"q":2}]}', true],
		['{"a":[{"p":1}],"b":1}', '{"a":[],"b":2}\n{"a":[{"p":[]}]}', true],
		['{"a":[[{"p":1}]]}', '{"a":[[],[{"p":1},{"p":1}],[{"a":1}]]}', true],
		// Beside a text, all becomes text: names in it are not known either.
		['{"a":"x"}', '{"a":{"p":1}}', true],
		['{"a":"x"}', '{"a":{}}', false],
		['{"é":1}', '{"é":2}', false],
		// The same name, but not to be told by its bytes.
		['{"b":1}', '{"\\u0062":1}', true],
		['{"ab":1}', '{"a":1}', true],
		['{"a":1}', '{"ab":1}', true],
		["{}", '{"a":1}', null],
		['{"a":[]}', '{"a":[1]}', null],
		['{"a":[null]}', '{"a":[1]}', null],
		['{"a":[[]]}', '{"a":[[1]]}', null],
		['{"a\\\\":1}', "", null],
		["[1]", "", null],
		['{"a":1', "", null],
	])("of %s, then %s: %p", (sample, text, expected) => {
		expect(hasOthers(sample, text, [])).toBe(expected);
	});

	test("finds what an independent reader finds, whatever the pieces", () => {
		const name = fc.string({
			unit: fc.constantFrom("a", "b", "é", "}", ","),
			maxLength: 2,
		});
		const { value } = fc.letrec((tie) => ({
			value: fc.oneof(
				{ maxDepth: 3 },
				fc.constantFrom(null, 1, -2.5e3, true, 'x":{"y\\', "[,"),
				fc.array(tie("value"), { maxLength: 3 }),
				fc.dictionary(name, tie("value"), { maxKeys: 3 }),
			),
		}));
		const row = fc.dictionary(name, value, { maxKeys: 3 });
		let told = 0;
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 4 }),
				fc.array(row, { maxLength: 4 }),
				fc.array(fc.nat(200), { maxLength: 5 }),
				fc.constantFrom(undefined, " "),
				(first, later, cuts, space) => {
					const linesOf = (rows: readonly unknown[]) =>
						rows
							.map((one) => JSON.stringify(one, null, space))
							.map((text) => `${text.replaceAll("\n", "")}\n`)
							.join("");
					const found = hasOthers(linesOf(first), linesOf(later), cuts);
					if (found === null) return;
					told += 1;
					const known = new Set(first.flatMap((one) => pathsOf(one)));
					const all = later.flatMap((one) => pathsOf(one));
					expect(found).toBe(all.some((path) => !known.has(path)));
				},
			),
			{ seed: 1, numRuns: 3000 },
		);
		expect(told).toBeGreaterThan(500);
	});
});
