import { describe, expect, test } from "bun:test";
import type { Found } from "../../../src/engine/answers/found.ts";
import type { Metric } from "../../../src/engine/options.ts";
import { countHits } from "../../../src/engine/recall/count-hits.ts";

function foundOf(distances: number[][]): Found {
	const k = distances[0]?.length ?? 0;
	return {
		rows: distances.length,
		k,
		distances: Float32Array.from(distances.flat()),
		neighbors: new BigInt64Array(distances.length * k),
	};
}

describe("countHits()", () => {
	const none = Number.NaN;
	const cases: [
		string,
		Metric,
		number[],
		number[],
		[hits: number, expected: number],
	][] = [
		["all", "l2", [1, 2, 3, 4], [1, 2, 3, 4], [4, 4]],
		["another that is as near", "l2", [1, 2, 2, 2], [2, 2, 2, 2], [4, 4]],
		["half", "l2", [1, 2, 3, 4], [1, 4, 5, 6], [2, 4]],
		["none", "l2", [1, 2, 3, 4], [5, 6, 7, none], [0, 4]],
		[
			"fewer than k exist",
			"l2",
			[1, 2, none, none],
			[1, 2, none, none],
			[2, 2],
		],
		[
			"one of two that exist",
			"l2",
			[1, 2, none, none],
			[2, none, none, none],
			[1, 2],
		],
		["products, largest first", "ip", [9, 8, 7, 6], [9, 7, 5, 4], [2, 4]],
		["negative products", "ip", [-1, -2, -3, -4], [-1, -2, -3, -4], [4, 4]],
		["within the resolution", "l2", [1, 2, 3, 4], [1, 2, 3, 4.000001], [4, 4]],
		["cosines near 0", "cosine", [0, 0, 0, 1e-7], [0, 0, 0, 2e-7], [4, 4]],
	];
	test.each(cases)("%s", (_, metric, exact, seen, [hits, expected]) => {
		const found = foundOf([[0, 0, 0, 0], seen]);
		const counted = countHits(foundOf([exact]), found, [1], metric);
		expect(counted).toEqual([{ hits, expected }]);
	});

	test("expects nothing where there is nothing to find", () => {
		const nothing = foundOf([[none, none]]);
		const counted = countHits(nothing, nothing, [0], "l2");
		expect(counted).toEqual([{ hits: 0, expected: 0 }]);
	});
});
