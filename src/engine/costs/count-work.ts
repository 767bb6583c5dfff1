import type { Counts } from "./costs.ts";
import { leavesInReach } from "./leaves-in-reach.ts";

/** What a search's time depends on. */
export interface Workload {
	readonly rows: number;
	readonly queries: number;
	readonly dimension: number;
	/** Dimensions that the points spread over, at most `dimension`. */
	readonly spread: number;
	readonly k: number;
}

/** How a search by lists goes. */
export interface Lists {
	readonly nlist: number;
	/** Visited for a query. */
	readonly nprobe: number;
}

/** Points of a leaf. */
const leafSize = 32;
/** FAISS's k-means looks at no more for a list. */
const trainedOfList = 256;

/** Comparing every query with every row. */
export function countFlat(work: Workload): Counts<"flat"> {
	const { rows, queries, dimension, k } = work;
	const row = queries * rows;
	const kept = Math.min(k, rows);
	// k, and then each that is nearer than all but k before it.
	const taken = kept * (1 + Math.log(Math.max(1, rows / Math.max(1, kept))));
	return { term: row * dimension, row, neighbor: queries * taken };
}

export function countTreeBuild(work: Workload): Counts<"treeBuild"> {
	const { rows, dimension } = work;
	const level = rows * Math.max(1, Math.log2(rows / leafSize));
	return { level, levelTerm: level * dimension };
}

export function countTreeSearch(work: Workload): Counts<"treeSearch"> {
	const { rows, queries, dimension, spread, k } = work;
	const leaf = queries * leavesInReach(Math.min(spread, dimension), k, rows);
	return {
		query: queries,
		leaf,
		leafTerm: leaf * dimension,
		neighbor: queries * k,
	};
}

export function countListsBuild(
	{ rows, dimension }: Workload,
	{ nlist }: Lists,
): Counts<"listsBuild"> {
	const trained = Math.min(rows, trainedOfList * nlist);
	const each = nlist * dimension;
	return { train: trained * each, add: rows * each };
}

export function countListsSearch(
	{ rows, queries, dimension }: Workload,
	{ nlist, nprobe }: Lists,
): Counts<"listsSearch"> {
	const row = (queries * rows * nprobe) / nlist;
	return {
		choose: queries * nlist * dimension,
		list: queries * nprobe,
		term: row * dimension,
		row,
	};
}
