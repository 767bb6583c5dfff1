import type { Backend } from "./backend.ts";
import { countRecall } from "./count-recall.ts";
import { exactSample } from "./exact-sample.ts";
import type { Found } from "./found.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import type { QuerySet } from "./query-set.ts";
import { sampleQueries } from "./search-sample.ts";
import type { IndexKind, Recall } from "./summary.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** Whether an index finds the very nearest by construction. */
const isExact = (kind: IndexKind) => kind === "tree" || kind === "flat";

/**
 * Compares what was found with the exact neighbours of a sample of the
 * queries; null when not asked for. An exact index has recall 1 by
 * construction, asked or not. The interval takes each query as one trial, since
 * the neighbours of one are missed together: it is rather too wide.
 */
export async function measureRecall(
	backend: Backend,
	kind: IndexKind,
	found: Found,
	points: Vectors,
	queries: QuerySet,
	{ k, metric, recallSample, seed }: CheckedKnnOptions,
): Promise<Recall | null> {
	if (isExact(kind)) return { value: 1, low: 1, high: 1, sample: 0 };
	if (recallSample === 0) return null;
	// Another seed than the one nprobe was chosen with: that sample reaches the
	// target because it was chosen so.
	const sample = sampleQueries(queries, recallSample, seed + 1);
	const exact = await exactSample(backend, points, sample, k);
	const value = countRecall(exact, found, sample.rows, metric);
	const trials = sample.rows.length;
	return { value, ...wilsonInterval(value, trials), sample: trials };
}
