import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { SearchSources } from "../planning/pack-search.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import type { Costs } from "./costs.ts";
import { flatSeconds, treeSeconds } from "./estimate-seconds.ts";
import { measureSpread } from "./measure-spread.ts";
import type { Workload } from "./workload.ts";

/** Dimensions that a tree can have. */
export const mostTreeDimensions = 16;
/** Up to here a tree of float64 columns tells in float64 what float32 cannot,
 * which counts for more than its time. */
export const wideDimensions = 8;
/** A difference of less is none. */
export const leastSeconds = 0.001;

/** How to search exactly. */
export interface ExactChoice {
	/** By a tree, else by comparing with all. */
	readonly isTree: boolean;
	/** Whether only a tree has the distances in float64 that the columns need. */
	readonly isTold: boolean;
	/** Tree: null where there can be none. */
	readonly estimated: { readonly tree: number | null; readonly flat: number };
	readonly work: Workload;
}

/**
 * Chooses between a tree and comparing with all by their estimated times. The
 * spread of the points is measured on a sample only where that decides.
 * @param hasWide whether the columns hold what float32 cannot
 */
export async function chooseExact(
	backend: Backend,
	{ points, queries }: SearchSources,
	{ k, cores, metric, index }: CheckedKnnOptions,
	costs: Costs,
	hasWide: boolean,
): Promise<ExactChoice> {
	const { dimension } = points;
	const rows = askedRows(points);
	const asked = askedRows(queries ?? points);
	const anywhere = { spread: dimension, near: 1 };
	const work = { rows, queries: asked, dimension, ...anywhere, k };
	const evenly = compare(costs, work, cores);
	if (metric === "haversine") return { ...evenly, isTold: true, isTree: true };
	const isAsked = index === "auto" || index === "exact";
	const canBeTree =
		isAsked &&
		backend.hasTree &&
		metric === "l2" &&
		dimension <= mostTreeDimensions;
	if (!canBeTree) {
		const estimated = { ...evenly.estimated, tree: null };
		return { ...evenly, isTree: false, estimated };
	}
	const isTold = hasWide && dimension <= wideDimensions;
	// Points that spread over fewer dimensions only make a tree faster.
	if (isTold || evenly.isTree) return { ...evenly, isTold, isTree: true };
	const measured = await measureSpread(backend, points, k);
	return compare(costs, { ...work, ...measured }, cores);
}

function compare(costs: Costs, work: Workload, cores: number): ExactChoice {
	const tree = treeSeconds(costs, work, cores).total;
	const flat = flatSeconds(costs, work, cores).total;
	const isTree = tree <= flat + leastSeconds;
	return { isTree, isTold: false, estimated: { tree, flat }, work };
}
