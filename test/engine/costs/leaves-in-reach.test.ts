import { describe, expect, test } from "bun:test";
import { leavesInReach } from "../../../src/engine/costs/leaves-in-reach.ts";

const rows = 1_000_000;

describe("leavesInReach()", () => {
	test("grows with spread, neighbours and rows, without steps", () => {
		for (let spread = 1; spread < 16; spread += 0.25) {
			const leaves = leavesInReach(spread, 10, rows);
			const more = leavesInReach(spread + 0.25, 10, rows);
			expect(more).toBeGreaterThan(leaves);
			expect(more).toBeLessThan(2.2 * leaves);
			expect(leavesInReach(spread, 11, rows)).toBeGreaterThan(leaves);
			expect(leavesInReach(spread, 10, 2 * rows)).toBeGreaterThan(leaves);
		}
	});

	test("is never more than there are", () => {
		for (const count of [1, 31, 1000, 50_000]) {
			const most = Math.max(1, count / 32);
			expect(leavesInReach(16, 2048, count)).toBeLessThanOrEqual(most);
		}
	});

	test("on a line is what a segment of k points meets", () => {
		// A segment of 32 points meets 2 leaves of 32 points on average.
		expect(leavesInReach(1, 32, rows)).toBeCloseTo(2, 3);
	});
});
