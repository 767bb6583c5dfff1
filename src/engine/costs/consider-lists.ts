import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { sampleSize } from "../planning/choose-nprobe.ts";
import { clearlyLonger, defaultLists } from "../planning/planner.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type { ExactChoice } from "./choose-exact.ts";
import type { Costs } from "./costs.ts";
import type { Lists } from "./count-work.ts";
import { type Estimate, listsSeconds } from "./estimate-seconds.ts";
import { listCount, measureLists } from "./measure-lists.ts";
import type { Workload } from "./workload.ts";

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

/** Whether `auto` may prefer lists to an exact search: without a look at the
 * points. */
export function mayPreferLists(
	{ isTree, isTold, estimated, work }: ExactChoice,
	options: CheckedKnnOptions,
	costs: Costs,
): boolean {
	const exact = (isTree ? estimated.tree : estimated.flat) ?? 0;
	if (options.index !== "auto" || isTold || exact < leastSeconds) return false;
	const { total } = ofShare(0, work.rows, costs, work, options);
	if (exact < clearlyLonger * total) return false;
	if (options.engine !== "native") return true;
	const { cores } = options;
	const tried = { ...work, ...trial };
	const trying = listsSeconds(costs, tried, cores, trialLists, trialSample);
	return trying.total <= mostOfExact * exact;
}

/**
 * Estimates the seconds of a search by lists. Which share of them has to be
 * visited is tried on a sample.
 * @param points packed
 */
export async function considerLists(
	backend: Backend,
	points: Vectors,
	{ work }: ExactChoice,
	options: CheckedKnnOptions,
	costs: Costs,
): Promise<number> {
	const share =
		options.engine === "native"
			? await measureLists(backend, points, options)
			: usualShare;
	return ofShare(share, points.valid.rows, costs, work, options).total;
}

function ofShare(
	share: number,
	rows: number,
	costs: Costs,
	work: Workload,
	options: CheckedKnnOptions,
): Estimate {
	const nlist = options.nlist ?? defaultLists(rows);
	const needed = share * nlist * finerShare(work.spread, nlist / listCount);
	const nprobe = Math.max(1, Math.min(nlist, needed));
	return ofLists(costs, work, { nlist, nprobe }, options);
}

/**
 * What finer lists are worth: the share to visit falls as their number rises,
 * of points that spread over 2 dimensions with it, over 30 not at all. Fitted to
 * uniform points, clusters and surfaces in 8 to 768 dimensions, 8,000 to 200,000
 * rows, whose nprobe it tells within a factor of 1.5, but where that is below 20.
 */
function finerShare(spread: number, times: number): number {
	const worth = Math.max(0, Math.min(1, 1.1 - spread / 28));
	return Math.max(1, times) ** -worth;
}

/** The same where lists were asked for, and how many to visit is not known. */
export function usualLists(
	work: Workload,
	options: CheckedKnnOptions,
	costs: Costs,
): Estimate {
	const nlist = options.nlist ?? defaultLists(work.rows);
	const nprobe = options.nprobe ?? Math.max(1, usualShare * nlist);
	return ofLists(costs, work, { nlist, nprobe }, options);
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
