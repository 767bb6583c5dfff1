import type { Found } from "./found.ts";
import type { Metric } from "./options.ts";

/** How much further a neighbour may seem and still count: float32 leaves two
 * ways to compute one distance this far apart. */
const tolerance = 1e-6;

/**
 * The share of the `exact` neighbours that were also found, counted by
 * distance, so that it does not matter which of several equally near points
 * is named: a neighbour counts when it is as near as the exact k-th. Row i of
 * `exact` belongs to row rows[i] of `found`. 1 when there is none to find.
 */
export function countRecall(
	exact: Found,
	found: Found,
	rows: readonly number[],
	metric: Metric,
): number {
	let expected = 0;
	let hits = 0;
	for (const [i, row] of rows.entries()) {
		const best = exact.distances.subarray(i * exact.k, (i + 1) * exact.k);
		const count = best.findLastIndex((value) => !Number.isNaN(value)) + 1;
		const isHit = hitTest(best[count - 1] ?? Number.NaN, metric);
		const seen = found.distances.subarray(row * found.k, (row + 1) * found.k);
		expected += count;
		hits += seen.subarray(0, count).filter(isHit).length;
	}
	return expected === 0 ? 1 : hits / expected;
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
