import type { Backend, BuiltIndex } from "./backend.ts";
import { countRecall } from "./count-recall.ts";
import { exactSample } from "./exact-sample.ts";
import { leastNprobe } from "./least-nprobe.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import type { QuerySet } from "./query-set.ts";
import { sampleQueries, searchSample } from "./search-sample.ts";

const sampleSize = 256;

/** The nprobe with which recall on a sample of the queries reaches the target,
 * up to `nlist`. */
export async function chooseNprobe(
	backend: Backend,
	index: BuiltIndex,
	nlist: number,
	points: Vectors,
	queries: QuerySet,
	{ k, metric, recallTarget, seed }: CheckedKnnOptions,
): Promise<number> {
	const sample = sampleQueries(queries, sampleSize, seed);
	const exact = await exactSample(backend, points, sample, k);
	const places = sample.rows.map((_, i) => i);
	return leastNprobe(nlist, async (nprobe) => {
		const found = await searchSample(index, sample, k, nprobe);
		return countRecall(exact, found, places, metric) >= recallTarget;
	});
}
