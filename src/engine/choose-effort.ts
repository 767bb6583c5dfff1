import type { Backend } from "./backend.ts";
import { countRecall } from "./count-recall.ts";
import { type Effort, noEffort } from "./effort.ts";
import { exactSample } from "./exact-sample.ts";
import { leastNprobe } from "./least-nprobe.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { PreparedSearch } from "./prepare-search.ts";
import { sampleQueries, searchSample } from "./search-sample.ts";

const sampleSize = 256;
/** Where even the whole of an index cannot reach the target, since it keeps
 * codes instead of vectors: so much of what it can reach. */
const ofReachable = 0.99;

/** The effort that was asked for, else the least, nearly, with which recall on
 * a sample of the queries reaches the target. */
export async function chooseEffort(
	backend: Backend,
	{ index, plan, points, queries }: PreparedSearch,
	options: CheckedKnnOptions,
): Promise<Effort> {
	const { mostEffort } = index;
	const name = mostEffort.nprobe !== null ? "nprobe" : "efSearch";
	const most = mostEffort[name];
	if (most === null) return noEffort;
	const effort = (value: number): Effort => ({ ...noEffort, [name]: value });
	const asked = plan[name];
	if (asked !== null) return effort(asked);

	const { k, metric, recallTarget, seed } = options;
	const sample = sampleQueries(queries, sampleSize, seed);
	const exact = await exactSample(backend, points, sample, k);
	const places = sample.rows.map((_, i) => i);
	async function recallWith(value: number): Promise<number> {
		const found = await searchSample(index, sample, k, effort(value));
		return countRecall(exact, found, places, metric);
	}
	const target =
		plan.kind === "ivf"
			? recallTarget
			: Math.min(recallTarget, ofReachable * (await recallWith(most)));
	return effort(
		await leastNprobe(
			most,
			async (value) => (await recallWith(value)) >= target,
		),
	);
}
