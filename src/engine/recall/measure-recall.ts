import { blockOf } from "../answers/block-of.ts";
import type { Found } from "../answers/found.ts";
import type { WideAnswers } from "../answers/wide-answers.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { Recall } from "../summary.ts";
import { countHits } from "./count-hits.ts";
import { exactSample, type Searched } from "./exact-sample.ts";
import type { RecallCheck } from "./recall-check.ts";
import { recallInterval } from "./recall-interval.ts";

/**
 * Compares what was found for some of the queries with their exact neighbours.
 * @param found row i: for the check's query i; its distances become those of
 *   float64 where float32 is too coarse
 * @param answers of the search that found them; null: float32 tells all
 */
export async function measureRecall(
	searched: Searched,
	found: Found,
	{ sample, exact }: RecallCheck,
	answers: WideAnswers | null,
	{ k, metric }: CheckedKnnOptions,
): Promise<Recall> {
	const best = exact ?? (await exactSample(searched, sample, k));
	await answers?.measure(blockOf(found, sample.rows), best.inWide);
	const places = sample.rows.map((_, i) => i);
	const hits = countHits(best, found, places, metric);
	return { ...recallInterval(hits), sample: places.length };
}
