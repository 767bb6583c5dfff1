import type { Metric } from "../../src/engine/options.ts";

/** Distance, or product for ip, in float64. */
export function distanceOf(
	a: readonly number[],
	b: readonly number[],
	metric: Metric,
): number {
	const dot = (x: readonly number[], y: readonly number[]) =>
		x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
	if (metric === "ip") return dot(a, b);
	if (metric === "cosine") {
		const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
		return lengths === 0 ? 1 : 1 - dot(a, b) / lengths;
	}
	return Math.sqrt(a.reduce((sum, v, i) => sum + (v - (b[i] ?? 0)) ** 2, 0));
}

/** The k best distances of each query, best first; `selfOut`: query i is
 * point i and is left out. */
export function bruteForce(
	points: readonly (readonly number[])[],
	queries: readonly (readonly number[])[],
	k: number,
	metric: Metric,
	selfOut: boolean,
): number[][] {
	return queries.map((query, q) =>
		points
			.map((point) => distanceOf(query, point, metric))
			.filter((_, p) => !(selfOut && p === q))
			.sort((a, b) => (metric === "ip" ? b - a : a - b))
			.slice(0, k),
	);
}
