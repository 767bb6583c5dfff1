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
/** Neighbours of a list that registers hold. */
const mostInRegisters = 32;
/** Of a longer one, so many are moved in the time that finding the place
 * takes. */
const movedAtOnce = 200;
/** FAISS's k-means looks at no more for a list, in so many rounds. */
const trainedOfList = 256;
const trainingRounds = 10;
/** From here on rows are compared by products, and by tiles. */
const productDimensions = 8;
const wideDimensions = 24;

/** Comparing every query with every row. */
export function countFlat(work: Workload): Counts<"flat"> {
	const { rows, queries, dimension, k } = work;
	const row = queries * rows;
	const taken = countTaken(queries, rows, k);
	const none = { direct: 0, directTerm: 0, row: 0, value: 0 };
	const terms = row * dimension;
	if (dimension < productDimensions) {
		const noProducts = { term: 0, wideTerm: 0 };
		return { ...none, ...noProducts, direct: row, directTerm: terms, ...taken };
	}
	const value = (rows + queries) * dimension;
	return { ...none, row, value, ...termsOf(terms, dimension), ...taken };
}

function termsOf(terms: number, dimension: number) {
	return dimension < wideDimensions
		? { term: terms, wideTerm: 0 }
		: { term: 0, wideTerm: terms };
}

/** Building a tree. */
export function countTreeBuild(work: Workload): Counts<"treeBuild"> {
	const { rows, dimension } = work;
	const level = rows * Math.max(1, Math.log2(rows / leafSize));
	return { level, levelTerm: level * dimension };
}

/** Searching it. */
export function countTreeSearch(work: Workload): Counts<"treeSearch"> {
	const { rows, queries, dimension, spread, k } = work;
	const leaves = leavesInReach(Math.min(spread, dimension), k, rows);
	const leaf = queries * leaves;
	return {
		query: queries,
		leaf,
		leafTerm: leaf * dimension,
		...countTaken(queries, leafSize * leaves, k),
	};
}

/** What queries take into their lists, compared with so many rows: k, and then
 * each that is nearer than all but k before it. */
function countTaken(queries: number, rows: number, k: number) {
	const kept = Math.max(1, Math.min(k, rows));
	const taken = queries * kept * (1 + Math.log(Math.max(1, rows / kept)));
	return k <= mostInRegisters
		? { neighbor: taken, farNeighbor: 0 }
		: { neighbor: 0, farNeighbor: taken * (1 + k / movedAtOnce) };
}

/** Training and filling lists. */
export function countListsBuild(
	{ rows, dimension }: Workload,
	{ nlist }: Lists,
): Counts<"listsBuild"> {
	const trained = Math.min(rows, trainedOfList * nlist);
	const looks = trainingRounds * trained + rows;
	const list = looks * nlist;
	const terms = termsOf(list * dimension, dimension);
	return { list, value: looks * dimension, ...terms };
}

/** Searching them. */
export function countListsSearch(
	{ rows, queries, dimension }: Workload,
	{ nlist, nprobe }: Lists,
): Counts<"listsSearch"> {
	const row = (queries * rows * nprobe) / nlist;
	return {
		value: queries * dimension,
		choose: queries * nlist * dimension,
		list: queries * nprobe,
		term: row * dimension,
		row,
	};
}
