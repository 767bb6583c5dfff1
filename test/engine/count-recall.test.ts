import { describe, expect, test } from "bun:test";
import { countRecall } from "../../src/engine/count-recall.ts";
import type { Found } from "../../src/engine/found.ts";
import type { Metric } from "../../src/engine/options.ts";

function foundOf(distances: number[][]): Found {
	const k = distances[0]?.length ?? 0;
	return {
		rows: distances.length,
		k,
		distances: Float32Array.from(distances.flat()),
		neighbors: new BigInt64Array(distances.length * k),
	};
}

describe("countRecall()", () => {
	const none = Number.NaN;
	const cases: [string, Metric, number[], number[], number][] = [
		["all", "l2", [1, 2, 3, 4], [1, 2, 3, 4], 1],
		["another that is as near", "l2", [1, 2, 2, 2], [2, 2, 2, 2], 1],
		["half", "l2", [1, 2, 3, 4], [1, 4, 5, 6], 0.5],
		["none", "l2", [1, 2, 3, 4], [5, 6, 7, none], 0],
		["fewer than k exist", "l2", [1, 2, none, none], [1, 2, none, none], 1],
		[
			"one of two that exist",
			"l2",
			[1, 2, none, none],
			[2, none, none, none],
			0.5,
		],
		["products, largest first", "ip", [9, 8, 7, 6], [9, 7, 5, 4], 0.5],
		["negative products", "ip", [-1, -2, -3, -4], [-1, -2, -3, -4], 1],
		["within the resolution", "l2", [1, 2, 3, 4], [1, 2, 3, 4.000001], 1],
		["cosines near 0", "cosine", [0, 0, 0, 1e-7], [0, 0, 0, 2e-7], 1],
	];
	test.each(cases)("%s", (_, metric, exact, seen, recall) => {
		const found = foundOf([[0, 0, 0, 0], seen]);
		expect(countRecall(foundOf([exact]), found, [1], metric)).toBe(recall);
	});

	test("is 1 where there is nothing to find", () => {
		const nothing = foundOf([[none, none]]);
		expect(countRecall(nothing, nothing, [0], "l2")).toBe(1);
	});
});
