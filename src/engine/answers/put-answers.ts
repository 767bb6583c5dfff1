import type { Found } from "./found.ts";

/** Writes answers over those of some queries, by their places. */
export function putAnswers(
	{ k, neighbors, distances }: Pick<Found, "k" | "neighbors" | "distances">,
	places: readonly number[],
	told: Found,
): void {
	for (const [from, i] of places.entries()) {
		const end = (from + 1) * k;
		neighbors.set(told.neighbors.subarray(from * k, end), i * k);
		distances.set(told.distances.subarray(from * k, end), i * k);
	}
}
