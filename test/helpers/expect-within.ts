import { expect } from "bun:test";
import type { NearFound } from "../../src/engine/answers/near-found.ts";

/** What a search within a radius is held against. */
export interface WithinExpectation {
	/** Points, and queries, there are. */
	readonly points: number;
	readonly queries: number;
	readonly radius: number;
	/** Each query is left out of its own list. */
	readonly selfOut: boolean;
	/** Float64 distance (or product) of query and point, by their rows. */
	distanceOf(query: number, point: number): number;
	/** The largest comes first, and those of at least the radius count. */
	readonly isProduct?: boolean;
	/** What float64 may be off by, at distances about this large. */
	slackOf?(distance: number): number;
}

/**
 * Holds all neighbours within a radius against float64 brute force: who must be
 * there is, nobody else is but by rounding, distances are right, in order, and
 * equally near ones in the order of their rows.
 */
export function expectWithin(
	found: NearFound,
	wanted: WithinExpectation,
): void {
	const { offsets, neighbors, distances } = found;
	const sign = wanted.isProduct ? -1 : 1;
	expect(offsets).toHaveLength(wanted.queries + 1);
	expect(neighbors).toHaveLength(offsets[wanted.queries] ?? -1);
	for (let query = 0; query < wanted.queries; query++) {
		const from = offsets[query] ?? 0;
		const rows = [...neighbors.subarray(from, offsets[query + 1])].map(Number);
		const told = distances.subarray(from, offsets[query + 1]);
		const listed = new Set(rows);
		expect(listed.size).toBe(rows.length);
		for (let point = 0; point < wanted.points; point++) {
			const isSelf = wanted.selfOut && point === query;
			const distance = wanted.distanceOf(query, point);
			const slack = wanted.slackOf?.(distance) ?? 1e-12 * Math.abs(distance);
			const beyond = sign * (distance - wanted.radius);
			if (isSelf || beyond > slack) {
				if (listed.has(point)) {
					expect({ query, point, distance }).toBe("not listed" as never);
				}
			} else if (beyond < -slack && !listed.has(point)) {
				expect({ query, point, distance }).toBe("listed" as never);
			}
		}
		for (const [i, row] of rows.entries()) {
			const distance = wanted.distanceOf(query, row);
			const slack = wanted.slackOf?.(distance) ?? 0;
			expect(Math.abs((told[i] ?? Number.NaN) - distance)).toBeLessThanOrEqual(
				1e-7 * Math.abs(distance) + slack,
			);
			const before = told[i - 1];
			if (i > 0 && before !== undefined) {
				expect(sign * before).toBeLessThanOrEqual(sign * (told[i] as number));
				const isTie =
					wanted.distanceOf(query, rows[i - 1] as number) === distance;
				if (isTie && slack === 0) expect(rows[i - 1]).toBeLessThan(row);
			}
		}
	}
}
