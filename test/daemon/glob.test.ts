import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchesGlob } from "../../src/daemon/glob.ts";

test.each([
	["*", "", true],
	["*", "abc", true],
	["", "", true],
	["", "a", false],
	["a*", "abc", true],
	["*c", "abc", true],
	["a*c", "ac", true],
	["a?c", "abc", true],
	["a?c", "ac", false],
	["?", "", false],
	["a.c", "abc", false],
	["[ab]", "a", false],
	["a*b*c", "aXbYbZc", true],
	["a*b*c", "aXbYbZ", false],
])("matchesGlob(%j, %j) is %p", (glob, text, matches) => {
	expect(matchesGlob(glob, text)).toBe(matches);
});

test("matchesGlob() says what a regular expression says", () => {
	const glob = fc.string({
		unit: fc.constantFrom("a", "b", "*", "?"),
		maxLength: 8,
	});
	const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
	fc.assert(
		fc.property(glob, text, (pattern, key) => {
			const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
			expect(matchesGlob(pattern, key)).toBe(
				new RegExp(`^${source}$`).test(key),
			);
		}),
		{ seed: 1, numRuns: 1000 },
	);
});

test("matchesGlob() answers a pattern that makes regular expressions explode", () => {
	expect(matchesGlob("*a".repeat(100), "a".repeat(199).concat("b"))).toBe(
		false,
	);
});
