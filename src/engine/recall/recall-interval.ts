import type { QueryHits } from "./count-hits.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** A recall, and the 95 % interval that the sample leaves it. */
export interface RecallEstimate {
	readonly value: number;
	readonly low: number;
	readonly high: number;
}

/**
 * The share of all neighbours that was found, with a 95 % Wilson interval. The
 * neighbours of one query are found or missed together, so they are no trials
 * of their own: the interval is that of the number of independent trials that
 * would vary as much (Kish's effective sample size, as Korn and Graubard use it
 * for shares in 1998), at least the queries, at most their neighbours. 1 where
 * there is nothing to find.
 */
export function recallInterval(queries: readonly QueryHits[]): RecallEstimate {
	const asked = queries.filter(({ expected }) => expected > 0);
	const neighbors = sum(asked.map(({ expected }) => expected));
	if (neighbors === 0) return { value: 1, low: 1, high: 1 };
	const value = sum(asked.map(({ hits }) => hits)) / neighbors;
	const count = asked.length;
	const deviations = sum(
		asked.map(({ hits, expected }) => (hits - value * expected) ** 2),
	);
	const variance =
		(deviations / Math.max(1, count - 1)) * (count / neighbors ** 2);
	// None missed tells nothing of how they vary: the queries count.
	const trials = variance > 0 ? (value * (1 - value)) / variance : count;
	const effective = Math.min(neighbors, Math.max(count, trials));
	return { value, ...wilsonInterval(value, effective) };
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
