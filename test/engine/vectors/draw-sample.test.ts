import { describe, expect, test } from "bun:test";
import { drawSample } from "../../../src/engine/vectors/draw-sample.ts";

describe("drawSample()", () => {
	test("gives different rows in order, the same for the same seed", () => {
		const sample = drawSample(1_000_000, null, 1000, 7);
		expect(new Set(sample).size).toBe(1000);
		expect(sample).toEqual(sample.toSorted((a, b) => a - b));
		expect(drawSample(1_000_000, null, 1000, 7)).toEqual(sample);
		expect(drawSample(1_000_000, null, 1000, 8)).not.toEqual(sample);
		const mean = sample.reduce((sum, row) => sum + row, 0) / 1000;
		expect(Math.abs(mean - 500_000)).toBeLessThan(50_000);
	});

	test("gives all rows when there are no more", () => {
		expect(drawSample(4, null, 10, 1)).toEqual([0, 1, 2, 3]);
		expect(drawSample(0, null, 10, 1)).toEqual([]);
	});

	test("leaves marked rows out", () => {
		const invalid = new Uint8Array(1000).fill(1);
		for (const row of [3, 500, 999]) invalid[row] = 0;
		expect(drawSample(1000, invalid, 2, 1)).toHaveLength(2);
		expect(drawSample(1000, invalid, 5, 1)).toEqual([3, 500, 999]);
	});
});
