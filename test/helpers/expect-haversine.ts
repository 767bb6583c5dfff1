import { expect } from "bun:test";
import type { KnnResult } from "../../src/engine/request.ts";
import { haversine } from "./haversine.ts";
import type { Place } from "./places.ts";

/** What float64 leaves of a place's unit vector, in metres: a nanometre, and
 * rounded up for their differences. */
const resolution = 5e-9;

/**
 * Holds every `step`th answer against float64 brute force: each distance within
 * 1e-5 of its size, each neighbour named once and at its own distance.
 */
export function expectHaversine(
	{ k, neighbors, distances }: KnnResult,
	points: readonly Place[],
	queries: readonly Place[] | null,
	step = 1,
): void {
	const asked = queries ?? points;
	for (let q = 0; q < asked.length; q += step) {
		const query = asked[q] as Place;
		const all = points.map((point) => haversine(query, point));
		const others = Float64Array.from(
			queries === null ? all.toSpliced(q, 1) : all,
		).sort();
		const named = neighbors.subarray(q * k, (q + 1) * k);
		expect(new Set(named).size).toBe(Math.min(k, others.length + 1));
		if (queries === null) expect(named).not.toContain(BigInt(q));
		for (let j = 0; j < k; j++) {
			const wanted = others[j];
			const given = distances[q * k + j] ?? 0;
			if (wanted === undefined) {
				expect(named[j]).toBe(-1n);
				expect(given).toBeNaN();
				continue;
			}
			const slack = 1e-5 * wanted + resolution;
			const real = all[Number(named[j])] ?? Number.NaN;
			expect(Math.abs(given - wanted)).toBeLessThanOrEqual(slack);
			expect(Math.abs(real - wanted)).toBeLessThanOrEqual(slack);
		}
	}
}
