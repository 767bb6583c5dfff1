import type { Counts } from "./costs.ts";
import { leavesInReach } from "./leaves-in-reach.ts";
import type { Workload } from "./workload.ts";

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
/** Up to here lists are in boxes: a query looks at the centres near it only. */
const boxedDimensions = 3;
const centresNear = 64;

/** Comparing every query with every row. */
export function countFlat(work: Workload): Counts<"flat"> {
	const { rows, queries, dimension, k } = work;
	const row = queries * rows;
	const taken = countTaken(queries, rows, k);
	const none = { direct: 0, directTerm: 0, row: 0, value: 0, again: 0 };
	const terms = row * dimension;
	if (dimension < productDimensions) {
		const noProducts = { term: 0, wideTerm: 0 };
		return { ...none, ...noProducts, direct: row, directTerm: terms, ...taken };
	}
	const value = (rows + queries) * dimension;
	const again = queries * Math.min(k, rows) * dimension;
	const products = { ...termsOf(terms, dimension), row };
	return { ...none, ...products, value, again, ...taken };
}

function termsOf(terms: number, dimension: number) {
	return dimension < wideDimensions
		? { term: terms, wideTerm: 0 }
		: { term: 0, wideTerm: terms };
}

/** Building a tree. */
export function countTreeBuild(work: Workload): Counts<"treeBuild"> {
	const { rows, dimension } = work;
	const levels = Math.max(1, Math.log2(rows / leafSize));
	const term = rows * dimension;
	return { row: rows, term, levelTerm: term * levels };
}

/** Searching it. */
export function countTreeSearch(work: Workload): Counts<"treeSearch"> {
	const { queries, dimension, k } = work;
	const leaves = leavesInReach(work, k);
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
	const look = trainingRounds * trained + rows;
	const isBoxed = dimension <= boxedDimensions;
	const list = look * (isBoxed ? Math.min(nlist, centresNear) : nlist);
	const terms = termsOf(list * dimension, dimension);
	return { list, look, value: look * dimension, ...terms };
}

/** Searching them: the lists to visit are themselves the nearest of all. */
export function countListsSearch(
	work: Workload,
	{ nlist, nprobe }: Lists,
): Counts<"listsSearch"> {
	const { rows, queries, dimension, k } = work;
	const inLists = (rows * nprobe) / nlist;
	const inReach = leafSize * leavesInReach(work, k);
	const isBoxed = dimension <= boxedDimensions;
	const visited = isBoxed ? Math.min(inLists, inReach) : inLists;
	const row = queries * visited;
	const chosen = countTaken(queries, nlist, nprobe);
	const taken = countTaken(queries, visited, k);
	return {
		value: queries * dimension,
		choose: queries * nlist,
		chooseTerm: queries * nlist * dimension,
		row,
		...termsOf(row * dimension, dimension),
		neighbor: chosen.neighbor + taken.neighbor,
		farNeighbor: chosen.farNeighbor + taken.farNeighbor,
	};
}
