import type { Backend } from "./backend.ts";
import { countRecall } from "./count-recall.ts";
import { exactSample } from "./exact-sample.ts";
import type { Found } from "./found.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import type { QuerySample } from "./search-sample.ts";
import type { Recall } from "./summary.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/**
 * Compares what was found for a sample of the queries with their exact
 * neighbours. The interval takes each query as one trial, since the neighbours
 * of one are missed together: it is rather too wide.
 * @param found row i: for the sample's query i
 */
export async function measureRecall(
	backend: Backend,
	found: Found,
	points: Vectors,
	sample: QuerySample,
	{ k, metric }: CheckedKnnOptions,
): Promise<Recall> {
	const exact = await exactSample(backend, points, sample, k);
	const places = sample.rows.map((_, i) => i);
	const value = countRecall(exact, found, places, metric);
	const trials = sample.rows.length;
	return { value, ...wilsonInterval(value, trials), sample: trials };
}
