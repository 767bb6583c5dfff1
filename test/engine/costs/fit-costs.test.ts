import { describe, expect, test } from "bun:test";
import { fitCosts } from "../../../src/engine/costs/fit-costs.ts";

const measure = (a: number, b: number, took: number) => ({
	counts: { a, b },
	took,
});

describe("fitCosts()", () => {
	test("finds the constants that the measurements were made with", () => {
		const made = [
			[1, 1],
			[1, 100],
			[1000, 3],
			[50, 50],
		].map(([a = 0, b = 0]) => measure(a, b, 7 * a + 0.2 * b));
		const { a, b } = fitCosts(made);
		expect(a).toBeCloseTo(7, 6);
		expect(b).toBeCloseTo(0.2, 6);
	});

	test("gives no constant below 0", () => {
		const { a, b } = fitCosts([measure(1, 1, 1), measure(1, 2, 0.5)]);
		expect(a).toBeGreaterThan(0);
		expect(b).toBe(0);
	});

	test("errs as much on short measurements as on long ones", () => {
		const { a } = fitCosts([measure(1, 0, 1), measure(1000, 0, 2000)]);
		// Between 1 and 2, not at 2: for 1/took = 1 and 0.5, sum / sum of squares.
		expect(a).toBeCloseTo(1.2, 6);
	});

	test("stays near what is usual where measurements do not tell", () => {
		const usual = { a: 1, b: 2 };
		// Counted alike, on a machine of half the speed.
		const alike = [measure(1, 1, 6), measure(10, 10, 60)];
		const { a, b } = fitCosts(alike, usual);
		expect(a).toBeCloseTo(2, 6);
		expect(b).toBeCloseTo(4, 6);
	});

	test("gives up what is usual where measurements do", () => {
		const told = [1, 2, 3].flatMap((n) => [
			measure(n, 0, 5 * n),
			measure(0, n, n),
		]);
		const { a, b } = fitCosts(told, { a: 1, b: 2 });
		expect(a).toBeGreaterThan(4.5);
		expect(b).toBeLessThan(1.1);
	});

	test("leaves out what was never counted", () => {
		expect(fitCosts([measure(2, 0, 4)])).toEqual({ a: 2, b: 0 });
	});
});
