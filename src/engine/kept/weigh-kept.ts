import { availableParallelism } from "node:os";
import { knnDefaults } from "../../config.ts";
import { mostTreeDimensions } from "../costs/choose-exact.ts";
import { type Costs, costOf } from "../costs/costs.ts";
import { countListsSearch } from "../costs/count-work.ts";
import { flatSeconds, treeSeconds } from "../costs/estimate-seconds.ts";
import { keptCosts } from "../costs/kept-costs.ts";
import type { Workload } from "../costs/workload.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { defaultLists } from "../planning/planner.ts";
import type { KeptDescription } from "./kept-tail.ts";

/** Vectors that a walk through a graph compares a query with, for each that it
 * keeps in view: some of 64 neighbours were met before. */
const metInView = 12;
/** Nanoseconds of one of them: it lies anywhere in memory. 90 us a query of 128
 * dimensions with efSearch 80 are 94 of them. */
const walk = { row: 60, term: 0.27 };

/** Nanoseconds of reading a value of the points, checking and packing it. */
const packTerm = 1;

/** What is asked of which table. */
export interface KeptQuery {
	readonly rows: number;
	readonly queries: number;
	readonly dimension: number;
}

/**
 * Estimates the seconds of a search with an index that is there, and of the
 * same search, exact, without it.
 */
export function weighKept(
	description: KeptDescription,
	{ rows, queries, dimension }: KeptQuery,
	{ k, cores }: Pick<CheckedKnnOptions, "k" | "cores">,
): { readonly kept: number; readonly fresh: number } {
	const costs = keptCosts();
	const anywhere = { spread: dimension, near: 1 };
	const work = { rows, queries, dimension, ...anywhere, k };
	const flat = flatSeconds(costs, work, cores).total;
	const hasTree =
		description.metric === "haversine" ||
		(description.metric === "l2" && dimension <= mostTreeDimensions);
	const tree = hasTree ? treeSeconds(costs, work, cores) : null;
	const atOnce = 1e9 * Math.min(cores, availableParallelism());
	const packing = (packTerm * rows * dimension) / atOnce;
	const fresh = packing + Math.min(flat, tree?.total ?? flat);
	switch (description.kind) {
		case "tree":
			return { kept: tree?.search ?? flat, fresh };
		case "flat":
			return { kept: flat, fresh };
		default: {
			const nanoseconds = approximate(costs, description, work);
			return { kept: nanoseconds / atOnce, fresh };
		}
	}
}

/** Of one core. */
function approximate(
	costs: Costs,
	{ kind, effort }: KeptDescription,
	work: Workload,
): number {
	const { rows, queries, dimension, k } = work;
	const inView = Math.max(k, effort ?? 8 * knnDefaults.k);
	if (kind === "ivf") {
		const nlist = defaultLists(rows);
		const nprobe = Math.min(nlist, effort ?? nlist);
		return costOf(costs.listsSearch, countListsSearch(work, { nlist, nprobe }));
	}
	return queries * metInView * inView * (walk.row + walk.term * dimension);
}
