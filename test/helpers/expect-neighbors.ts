import { expect } from "bun:test";
import type { Metric } from "../../src/engine/options.ts";
import type { KnnResult } from "../../src/engine/request.ts";
import { bruteForce, distanceOf } from "./brute-force.ts";

/** A question as plain numbers; without queries the points are asked. */
export interface Question {
	readonly points: readonly (readonly number[])[];
	readonly queries?: readonly (readonly number[])[] | undefined;
	readonly metric?: Metric;
	readonly includeSelf?: boolean;
	/** What float32 leaves of a coordinate, absolute; 0 unless said. */
	readonly resolution?: number;
}

/**
 * Holds a result against brute force in float64: distances within 1e-5 of
 * their size, and so neighbours the same wherever distances differ by more;
 * each named once, its own distance given, the query's own row not among them.
 */
export function expectNeighbors(
	{ k, neighbors, distances }: KnnResult,
	question: Question,
): void {
	const { points, queries, metric = "l2", includeSelf = false } = question;
	const { resolution = 1e-12 } = question;
	const selfOut = queries === undefined && !includeSelf;
	const asked = queries ?? points;
	const best = bruteForce(points, asked, k, metric, selfOut);
	for (const [q, query] of asked.entries()) {
		const found = [...neighbors.subarray(q * k, (q + 1) * k)].map(Number);
		const given = [...distances.subarray(q * k, (q + 1) * k)];
		const expected = best[q] ?? [];
		const count = expected.length;
		expect(found.slice(count)).toEqual(new Array(k - count).fill(-1));
		expect(given.slice(count)).toEqual(new Array(k - count).fill(Number.NaN));
		const named = new Set(found.slice(0, count));
		expect(named.size).toBe(count);
		if (selfOut) expect(named.has(q)).toBe(false);
		const size = roundingSize(query, points, metric);
		for (const [j, wanted] of expected.entries()) {
			const slack = 1e-5 * Math.max(Math.abs(wanted), size) + resolution;
			const real = distanceOf(query, points[found[j] ?? -1] ?? [], metric);
			expect(Math.abs((given[j] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(
				slack,
			);
			expect(Math.abs(real - wanted)).toBeLessThanOrEqual(slack);
		}
	}
}

/** What rounding is relative to, where a distance is not its own measure. */
function roundingSize(
	query: readonly number[],
	points: readonly (readonly number[])[],
	metric: Metric,
): number {
	if (metric === "l2") return 0;
	if (metric === "cosine") return 1;
	const lengths = points.map((point) => Math.hypot(...point));
	return Math.hypot(...query) * Math.max(0, ...lengths);
}
