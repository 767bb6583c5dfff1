import { describe, expect, test } from "bun:test";
import { wilsonInterval } from "../../../src/engine/recall/wilson-interval.ts";

describe("wilsonInterval()", () => {
	// From R: binom::binom.confint(x, n, methods = "wilson").
	test.each([
		[0.5, 10, 0.2366, 0.7634],
		[1, 1000, 0.99617, 1],
		[0, 20, 0, 0.16113],
		[0.95, 200, 0.91042, 0.97262],
	])("of %p in %p", (value, trials, low, high) => {
		const interval = wilsonInterval(value, trials);
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	test("of no trials is everything", () => {
		expect(wilsonInterval(1, 0)).toEqual({ low: 0, high: 1 });
	});
});
