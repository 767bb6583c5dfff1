import { describe, expect, test } from "bun:test";
import { leavesInReach } from "../../../src/engine/costs/leaves-in-reach.ts";

const rows = 1_000_000;

const reach = (spread: number, k: number, rows: number, near = 1) =>
	leavesInReach({ spread, near, rows }, k);

describe("leavesInReach()", () => {
	test("grows with spread, neighbours and rows, without steps", () => {
		for (let spread = 1; spread < 16; spread += 0.25) {
			const leaves = reach(spread, 10, rows);
			const more = reach(spread + 0.25, 10, rows);
			expect(more).toBeGreaterThan(leaves);
			expect(more).toBeLessThan(2.2 * leaves);
			expect(reach(spread, 11, rows)).toBeGreaterThan(leaves);
			expect(reach(spread, 10, 2 * rows)).toBeGreaterThan(leaves);
		}
	});

	test("is never more than there are", () => {
		for (const count of [1, 31, 1000, 50_000]) {
			const most = Math.max(1, count / 32);
			expect(reach(16, 2048, count)).toBeLessThanOrEqual(most);
		}
	});

	test("is no more than those of the points near", () => {
		expect(reach(16, 10, rows, 0.001)).toBeLessThan(rows / 1000 / 32);
		expect(reach(2, 10, rows, 0.5)).toBeCloseTo(reach(2, 10, rows), 1);
	});

	test("on a line is what a segment of k points meets", () => {
		// A segment of 32 points meets 2 leaves of 32 points on average.
		expect(reach(1, 32, rows)).toBeCloseTo(2, 2);
	});
});
