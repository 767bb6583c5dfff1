import { describe, expect, test } from "bun:test";
import { recallInterval } from "../../../src/engine/recall/recall-interval.ts";
import { wilsonInterval } from "../../../src/engine/recall/wilson-interval.ts";
import { randomFrom } from "../../helpers/points.ts";

const k = 10;
const hitsOf = (hits: readonly number[]) =>
	hits.map((count) => ({ hits: count, expected: k }));

/** A query's neighbours are missed: each by itself, some queries all at once,
 * or the more the harder a query is. */
const kinds: Readonly<
	Record<string, (recall: number, random: () => number) => number>
> = {
	"each by itself": (recall, random) => countBelow(recall, random),
	"all at once": (recall, random) => (random() < recall ? k : 0),
	"hard queries": (recall, random) =>
		countBelow(random() < 0.2 ? 1 - 5 * (1 - recall) : 1, random),
};

function countBelow(chance: number, random: () => number): number {
	return Array.from({ length: k }, random).filter((drawn) => drawn < chance)
		.length;
}

describe("recallInterval()", () => {
	const cases = Object.keys(kinds).flatMap((kind) =>
		[0.85, 0.95, 0.99].flatMap((recall) =>
			[64, 300].map((queries) => [kind, recall, queries] as const),
		),
	);
	test.each(cases)(
		"holds the recall 95 times of 100: %s, %p, %p queries",
		(kind, recall, queries) => {
			const random = randomFrom(5);
			const draw = kinds[kind] ?? (() => 0);
			const trials = 2000;
			let [held, promised] = [0, 0];
			for (let trial = 0; trial < trials; trial++) {
				const sample = hitsOf(
					Array.from({ length: queries }, () => draw(recall, random)),
				);
				const { low, high } = recallInterval(sample);
				if (low <= recall && recall <= high) held += 1;
				if (low > recall) promised += 1;
			}
			// Three standard errors of 2,000 trials below 95 %.
			expect(held / trials).toBeGreaterThan(0.935);
			// What a target is chosen by: the lower end alone errs less.
			expect(promised / trials).toBeLessThan(0.035);
		},
	);

	test("is no wider than that of as many trials as queries", () => {
		const sample = hitsOf(Array.from({ length: 300 }, (_, i) => 10 - (i % 2)));
		const { value, low, high } = recallInterval(sample);
		expect(value).toBe(0.95);
		const wide = wilsonInterval(value, 300);
		expect(low).toBeGreaterThan(wide.low);
		expect(high).toBeLessThan(wide.high);
	});

	test("counts queries where nothing was missed", () => {
		const { low } = recallInterval(hitsOf(new Array(50).fill(k)));
		expect(low).toBe(wilsonInterval(1, 50).low);
	});

	test("passes over queries that have no neighbours", () => {
		const sample = [...hitsOf([9, 10]), { hits: 0, expected: 0 }];
		expect(recallInterval(sample)).toEqual(recallInterval(hitsOf([9, 10])));
		expect(recallInterval([])).toEqual({ value: 1, low: 1, high: 1 });
	});
});
