import { expect, test } from "bun:test";
import fc from "fast-check";
import { SortedKeys } from "../../src/daemon/sorted-keys.ts";

test("SortedKeys keeps what a sorted set keeps", () => {
	const key = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 3 });
	const step = fc.record({ isAdd: fc.boolean(), key });
	fc.assert(
		fc.property(fc.array(key), fc.array(step), key, (first, steps, after) => {
			const expected = new Set(first);
			const keys = new SortedKeys(expected);
			for (const { isAdd, key } of steps) {
				if (isAdd) keys.add(key);
				else keys.delete(key);
				if (isAdd) expected.add(key);
				else expected.delete(key);
			}
			const sorted = [...expected].sort();
			expect([...keys.above(undefined)]).toEqual(sorted);
			expect([...keys.above(after)]).toEqual(sorted.filter((k) => k > after));
		}),
		{ seed: 1, numRuns: 300 },
	);
});
