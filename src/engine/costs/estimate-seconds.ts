import { availableParallelism } from "node:os";
import { type Costs, costOf } from "./costs.ts";
import {
	countFlat,
	countListsBuild,
	countListsSearch,
	countTreeBuild,
	countTreeSearch,
	type Lists,
} from "./count-work.ts";
import type { Workload } from "./workload.ts";

/** Seconds on this machine, after packing. */
export interface Estimate {
	readonly build: number;
	readonly search: number;
	readonly total: number;
}

/** Estimates a search by comparing with all. */
export function flatSeconds(
	costs: Costs,
	work: Workload,
	cores: number,
): Estimate {
	return inSeconds(0, costOf(costs.flat, countFlat(work)), cores);
}

/** Estimates a search by an exact tree. */
export function treeSeconds(
	costs: Costs,
	work: Workload,
	cores: number,
): Estimate {
	return inSeconds(
		costOf(costs.treeBuild, countTreeBuild(work)),
		costOf(costs.treeSearch, countTreeSearch(work)),
		cores,
	);
}

/**
 * Estimates a search by lists.
 * @param sampled queries that are also searched exactly, to choose nprobe
 */
export function listsSeconds(
	costs: Costs,
	work: Workload,
	cores: number,
	lists: Lists,
	sampled: number,
): Estimate {
	const sample = countFlat({ ...work, queries: sampled });
	return inSeconds(
		costOf(costs.listsBuild, countListsBuild(work, lists)) +
			costOf(costs.flat, sample),
		costOf(costs.listsSearch, countListsSearch(work, lists)),
		cores,
	);
}

function inSeconds(build: number, search: number, cores: number): Estimate {
	const atOnce = 1e9 * Math.min(cores, availableParallelism());
	const total = (build + search) / atOnce;
	return { build: build / atOnce, search: search / atOnce, total };
}
