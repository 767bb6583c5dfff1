import type { Found } from "../answers/found.ts";
import type { Metric } from "../options.ts";

/** How much further a neighbour may seem and still count: float32 leaves two
 * ways to compute one distance this far apart. */
const tolerance = 1e-6;

/** How many of a query's exact neighbours were found. */
export interface QueryHits {
	readonly hits: number;
	/** Exact neighbours there are. */
	readonly expected: number;
}

/**
 * Counts for each query the `exact` neighbours that were also found, by
 * distance, so that it does not matter which of several equally near points
 * is named: a neighbour counts when it is as near as the exact k-th. Row i of
 * `exact` belongs to row rows[i] of `found`.
 */
export function countHits(
	exact: Found,
	found: Found,
	rows: readonly number[],
	metric: Metric,
): QueryHits[] {
	return rows.map((row, i) => {
		const best = exact.distances.subarray(i * exact.k, (i + 1) * exact.k);
		const expected = best.findLastIndex((value) => !Number.isNaN(value)) + 1;
		const isHit = hitTest(best[expected - 1] ?? Number.NaN, metric);
		const seen = found.distances.subarray(row * found.k, (row + 1) * found.k);
		return { hits: seen.subarray(0, expected).filter(isHit).length, expected };
	});
}

function hitTest(
	furthest: number,
	metric: Metric,
): (distance: number) => boolean {
	const slack = tolerance * (metric === "cosine" ? 1 : Math.abs(furthest));
	return metric === "ip"
		? (product) => product >= furthest - slack
		: (distance) => distance <= furthest + slack;
}
