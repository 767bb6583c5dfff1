import { describe, expect, test } from "bun:test";
import { leastNprobe } from "../../../src/engine/planning/least-nprobe.ts";

describe("leastNprobe()", () => {
	test.each([1, 2, 3, 5, 17, 100, 333, 1000])(
		"reaches what needs %p lists, and an eighth more at most",
		async (needed) => {
			const asked: number[] = [];
			const found = await leastNprobe(1000, async (nprobe) => {
				asked.push(nprobe);
				return nprobe >= needed;
			});
			expect(found).toBeGreaterThanOrEqual(needed);
			expect(found).toBeLessThanOrEqual(Math.max(needed, needed * 1.15));
			expect(asked.length).toBeLessThan(16);
		},
	);

	test("stops at all lists", async () => {
		expect(await leastNprobe(100, async () => false)).toBe(100);
	});
});
