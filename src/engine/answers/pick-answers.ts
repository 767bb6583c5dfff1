import { createFound, type Found } from "./found.ts";

/** Copies the answers of some queries, by their places, one after another. */
export function pickAnswers(
	{ k, neighbors, distances }: Pick<Found, "k" | "neighbors" | "distances">,
	places: readonly number[],
): Found {
	const picked = createFound(places.length, k);
	for (const [to, i] of places.entries()) {
		const end = (i + 1) * k;
		picked.neighbors.set(neighbors.subarray(i * k, end), to * k);
		picked.distances.set(distances.subarray(i * k, end), to * k);
	}
	return picked;
}
