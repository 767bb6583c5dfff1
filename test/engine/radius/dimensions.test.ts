/** All neighbours within a radius, in every dimension and by every metric,
 * against brute force in float64. */
import { describe, expect, test } from "bun:test";
import type { Metric } from "../../../src/engine/options.ts";
import { searchRadius } from "../../../src/engine/radius/search-radius.ts";
import { distanceOf } from "../../helpers/brute-force.ts";
import { expectWithin } from "../../helpers/expect-within.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const rowCount = 130;

/** Rows of small whole numbers: many pairs lie equally far apart, and products
 * and squares are exact. Every tenth row is the one before it again. */
function wholeRows(dimension: number): number[][] {
	const random = randomFrom(dimension);
	const rows: number[][] = [];
	for (let row = 0; row < rowCount; row++) {
		const before = row % 10 === 9 ? rows[row - 1] : undefined;
		rows.push(
			before ??
				Array.from({ length: dimension }, () => Math.floor(5 * random()) - 1),
		);
	}
	return rows;
}

function farness(a: number[], b: number[], metric: Metric): number {
	if (metric !== "l2") return distanceOf(a, b, metric);
	return Math.sqrt(a.reduce((sum, x, c) => sum + (x - (b[c] ?? 0)) ** 2, 0));
}

/** Pairs of different rows as near as that, counted both ways. */
function pairsWithin(rows: number[][], radius: number, metric: Metric): number {
	let count = 0;
	for (const [i, a] of rows.entries()) {
		for (const [j, b] of rows.entries()) {
			const number = farness(a, b, metric);
			const isNear = metric === "ip" ? number >= radius : number <= radius;
			if (i !== j && isNear) count += 1;
		}
	}
	return count;
}

const dimensions = Array.from({ length: 40 }, (_, i) => i + 1);

describe.each(["l2", "ip", "cosine"] as const)("%s", (metric: Metric) => {
	test.each(dimensions)("in %p dimensions, ties at the radius", async (d) => {
		const rows = wholeRows(d);
		const points = vectorSource(rows, d, { type: "float64", batchRows: 50 });
		// Just as far as one pair is, as most are, and next to nothing.
		const [first = [], second = []] = rows;
		const pair = farness(first, second, metric);
		const isProduct = metric === "ip";
		for (const radius of [pair, isProduct ? -1e6 : 1e6, 0]) {
			const found = await searchRadius({ points, metric, radius });
			expectWithin(found, {
				points: rowCount,
				queries: rowCount,
				radius,
				selfOut: true,
				isProduct,
				distanceOf: (q, p) => distanceOf(rows[q] ?? [], rows[p] ?? [], metric),
				slackOf: (far) => (metric === "cosine" ? 1e-14 * (1 + far) : 0),
			});
			if (metric === "cosine") continue;
			// Whole numbers: those just at the radius are told without rounding.
			expect(found.neighbors).toHaveLength(pairsWithin(rows, radius, metric));
		}
	});
});

test("a radius of 0 finds the copies of a row alone, and empty lists are kept", async () => {
	const rows = [[1], [2], [1], [3], [1]];
	const points = vectorSource(rows, 1, { type: "float64" });
	const found = await searchRadius({ points, radius: 0 });
	expect([...found.offsets]).toEqual([0, 2, 2, 4, 4, 6]);
	expect([...found.neighbors].map(Number)).toEqual([2, 4, 0, 4, 0, 2]);
	expect(found.summary).toMatchObject({ neighbors: 6, mean_distance: 0 });
	const far = vectorSource([[9]], 1, { type: "float64" });
	const none = await searchRadius({ points, queries: far, radius: 1 });
	expect([...none.offsets]).toEqual([0, 0]);
	expect(none.summary.mean_distance).toBeNull();
});
