import { describe, expect, test } from "bun:test";
import { histogram } from "../../../src/cli/plot/histogram.ts";
import { terminalHistogram } from "../../../src/cli/plot/terminal-histogram.ts";
import { randomFrom } from "../../helpers/points.ts";

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

describe("histogram()", () => {
	test("counts every value once, in the bin that it lies in", () => {
		const random = randomFrom(1);
		const values = Float32Array.from({ length: 5000 }, () => 3 * random() ** 2);
		values[7] = Number.NaN;
		for (const bins of [5, 16, 48]) {
			const found = histogram(values, bins);
			if (found === null) throw new Error("nothing found");
			const { low, width, counts, beyond, total } = found;
			expect(total).toBe(4999);
			expect(sum(counts) + beyond).toBe(4999);
			expect(low).toBe(0);
			for (const [i, count] of counts.entries()) {
				const [from, to] = [low + i * width, low + (i + 1) * width];
				const within = values.filter((value) => value >= from && value < to);
				expect(count).toBe(within.length);
			}
			expect(counts.length).toBeGreaterThan(bins / 3);
			expect(counts.length).toBeLessThanOrEqual(bins + 1);
		}
	});

	test("ends before a few values far out, and counts them beyond", () => {
		const values = Float32Array.from({ length: 1000 }, (_, i) => 1 + i / 1000);
		values[500] = 1e6;
		const found = histogram(values, 10);
		expect(found).toMatchObject({ beyond: 1, most: 1e6, total: 1000 });
		expect((found?.low ?? 0) + 10 * (found?.width ?? 0)).toBeLessThan(4);
		expect(sum(found?.counts ?? [])).toBe(999);
	});

	test("gives the usual values their room where others thin out slowly", () => {
		// 90 % up to 1, a tail of ever rarer ones up to 100.
		const values = Float32Array.from({ length: 1000 }, (_, i) =>
			i < 900 ? i / 900 : 1 + 99 * ((i - 900) / 100) ** 3,
		);
		const found = histogram(values, 48);
		if (found === null) throw new Error("nothing found");
		const high = found.low + found.counts.length * found.width;
		expect(high).toBeLessThan(3.5);
		expect(found.beyond).toBe(values.filter((value) => value >= high).length);
		expect(sum(found.counts) + found.beyond).toBe(1000);
	});

	test.each([
		["zeros", 0, 0, 1],
		["one distance", 3, 0, 6],
		["one product", -3, -6, 0],
	])("%s take one narrow bin, the others are empty", (_, value, low, high) => {
		const found = histogram(new Float32Array(50).fill(value), 48);
		if (found === null) throw new Error("nothing found");
		expect(found.isOne).toBe(true);
		expect(found.low).toBe(low);
		expect(found.low + found.counts.length * found.width).toBeCloseTo(
			high + found.width,
		);
		expect(found.counts.filter((count) => count > 0)).toEqual([50]);
		expect(found.counts.length).toBeGreaterThan(12);
	});

	test("nearly all equal values do not hide the others", () => {
		const values = new Float32Array(1000).fill(2);
		values[1] = 1e6;
		expect(histogram(values, 10)).toMatchObject({ isOne: false, beyond: 1 });
		values[1] = 3;
		expect(histogram(values, 10)?.beyond).toBe(0);
		values.fill(0, 2);
		expect(sum(histogram(values, 10)?.counts ?? [])).toBe(1000);
	});

	test.each([
		["nothing", [], null],
		["no number", [Number.NaN], null],
		["one value", [5], 1],
		["zeros", [0, 0, 0], 3],
		["equal values", [0.1, 0.1], 2],
		["negative products", [-3, -1, 2], 3],
	] as const)("takes %s", (_, values, total) => {
		const found = histogram(Float32Array.from(values), 10);
		if (total === null) {
			expect(found).toBeNull();
			return;
		}
		expect(sum(found?.counts ?? [])).toBe(total);
		expect(found?.beyond).toBe(0);
	});
});

test("terminalHistogram() draws a bar a bin, to an eighth of a letter", () => {
	const text = terminalHistogram(
		{
			low: 0,
			width: 0.5,
			counts: [1, 0, 1600, 800],
			beyond: 40,
			total: 2441,
			least: 0.1,
			most: 9,
			mean: 1.3,
			isOne: false,
		},
		{ title: "Title", subtitle: "under it", axis: "distance" },
		60,
		null,
	);
	expect(text).toBe(`Title
under it

  0.0 – 0.5 │▏                                    1  <0.1 %
  0.5 – 1.0 │                                     0   0.0 %
  1.0 – 1.5 │███████████████████████████████  1,600  65.5 %
  1.5 – 2.0 │███████████████▌                   800  32.8 %
2.0 or more │▊                                   40   1.6 %

distance, in bins of 0.5; each █ is 52 neighbours
`);
});

const one = histogram(new Float32Array(7).fill(2.5), 20);

test("terminalHistogram() shows one value as one bar", () => {
	if (one === null) throw new Error("nothing found");
	const caption = { title: "Title", subtitle: "under it", axis: "distance" };
	expect(terminalHistogram(one, caption, 40, null)).toBe(`Title
under it

2.5 │██████████████████████  7  100.0 %

every distance is 2.5
`);
});

test("terminalHistogram() keeps to a narrow terminal", () => {
	const values = Float32Array.from({ length: 90_000 }, (_, i) => i / 1e8);
	const counted = histogram(values, 20);
	if (counted === null) throw new Error("nothing found");
	const caption = {
		title: "Distance to the 10 nearest neighbours",
		subtitle: "points.arrow: 90,000 neighbours of 9,000 rows, mean 0.1",
		axis: "distance",
	};
	const lines = terminalHistogram(counted, caption, 40, null).split("\n");
	for (const line of lines.slice(0, -2)) {
		expect(line.length).toBeLessThanOrEqual(40);
	}
});
