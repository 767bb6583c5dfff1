import type { Found } from "../answers/found.ts";
import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { Recall } from "../summary.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import { countHits } from "./count-hits.ts";
import { exactSample } from "./exact-sample.ts";
import type { RecallCheck } from "./recall-check.ts";
import { recallInterval } from "./recall-interval.ts";

/**
 * Compares what was found for some of the queries with their exact neighbours.
 * @param found row i: for the check's query i
 */
export async function measureRecall(
	backend: Backend,
	found: Found,
	points: Vectors,
	{ sample, exact }: RecallCheck,
	{ k, metric }: CheckedKnnOptions,
): Promise<Recall> {
	const best = exact ?? (await exactSample(backend, points, sample, k));
	const places = sample.rows.map((_, i) => i);
	const hits = countHits(best, found, places, metric);
	return { ...recallInterval(hits), sample: places.length };
}
