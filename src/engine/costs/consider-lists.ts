import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { sampleSize } from "../planning/choose-nprobe.ts";
import { clearlyLonger, defaultLists } from "../planning/planner.ts";
import type { Vectors } from "../vectors/pack-vectors.ts";
import type { ExactChoice } from "./choose-exact.ts";
import type { Costs } from "./costs.ts";
import type { Lists, Workload } from "./count-work.ts";
import { type Estimate, listsSeconds } from "./estimate-seconds.ts";
import { measureLists } from "./measure-lists.ts";

/** Nobody waits for less. */
const leastSeconds = 0.1;
/** Of the exact search, that finding out may cost. */
const mostOfExact = 0.15;
/** What finding out takes: a small index, and some searches of it. */
const trial = { rows: 4096, queries: 2048 };
const trialLists = { nlist: 256, nprobe: 64 };
const trialSample = 256;
/** Where it is not tried: an engine of other costs. */
const usualShare = 1 / 16;

/**
 * Estimates the seconds of a search by lists where `auto` may prefer it to an
 * exact one; else null. Which share of the lists has to be visited is tried on
 * a sample.
 * @param points packed
 */
export async function considerLists(
	backend: Backend,
	points: Vectors,
	{ isTree, isTold, estimated, work }: ExactChoice,
	options: CheckedKnnOptions,
	costs: Costs,
): Promise<number | null> {
	const exact = (isTree ? estimated.tree : estimated.flat) ?? 0;
	if (options.index !== "auto" || isTold || exact < leastSeconds) return null;
	const nlist = defaultLists(points.valid.rows);
	const seconds = (share: number): number => {
		const nprobe = Math.max(1, share * nlist);
		return ofLists(costs, work, { nlist, nprobe }, options).total;
	};
	if (exact < clearlyLonger * seconds(0)) return null;
	if (options.engine !== "native") return seconds(usualShare);
	const { cores } = options;
	const tried = { ...work, ...trial };
	const trying = listsSeconds(costs, tried, cores, trialLists, trialSample);
	if (trying.total > mostOfExact * exact) return null;
	return seconds(await measureLists(backend, points, options));
}

/** Estimates a search by lists, nprobe chosen on samples. */
export function ofLists(
	costs: Costs,
	work: Workload,
	lists: Lists,
	{ recallTarget, cores }: CheckedKnnOptions,
): Estimate {
	const sampled = 2 * sampleSize(recallTarget, work.queries);
	return listsSeconds(costs, work, cores, lists, sampled);
}
