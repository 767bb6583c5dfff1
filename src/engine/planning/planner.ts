import type { CheckedKnnOptions } from "../options.ts";
import type { Precision } from "../pool/jobs.ts";
import type { IndexKind } from "../summary.ts";
import { factoryString } from "./index-choice.ts";

/** What is known of a search before it is planned. */
export interface SearchShape {
	/** Rows that will be indexed. */
	readonly rows: number;
	readonly queries: number;
	readonly dimension: number;
	/** Whether an exact search is by a tree, else by comparing with all. */
	readonly isTree: boolean;
	/** How many times as long as comparing with all a tree would take, estimated;
	 * null: there can be none. */
	readonly treeOverFlat: number | null;
	/** Whether the rows are packed as float64. */
	readonly isWide: boolean;
	/** Whether float32 cannot even find them: see fitScale. */
	readonly needsWide: boolean;
	/** How many times as long an exact search takes as one by lists, estimated;
	 * null: unknown, and not worth knowing. */
	readonly exactOverLists: number | null;
}

/** What kind of index to build, and why. */
export interface Plan {
	readonly kind: IndexKind;
	/** Lists of an IVF index, else null. */
	readonly nlist: number | null;
	/** Lists to visit, or efSearch of an HNSW index; null: found on a sample, or
	 * it looks at everything. */
	readonly nprobe: number | null;
	/** FAISS's factory string of kind factory, else null. */
	readonly factory: string | null;
	/** Other than float32 for a tree only. */
	readonly precision: Precision;
	/** One sentence. */
	readonly reason: string;
}

/** An exact search that takes so many times as long is worth giving up. Estimates
 * err by some 15 %, and what is chosen is to be within 1.3 times of the best. */
export const clearlyLonger = 1.1;
/** Fewer points a list make k-means a guess (FAISS warns below 39). */
const pointsPerList = 39;

/**
 * Chooses the index for a search, saying why.
 * @throws {RangeError} more lists than rows, or more to visit than there are
 */
export function planIndex(
	options: CheckedKnnOptions,
	shape: SearchShape,
): Plan {
	if (options.metric === "haversine")
		return tree(
			"float64",
			"places on the Earth suit an exact tree, in float64",
		);
	if (options.index === "ivf")
		return planIvf(options, shape, "ivf was asked for");
	if (options.index === "flat") return exact("flat", "flat was asked for");
	const asked = planAsked(options);
	if (asked !== null) return asked;
	const exactly = shape.isTree
		? planTree(shape)
		: exact("flat", whyFlat(options, shape));
	if (options.index === "exact") {
		const reason = `an exact index was asked for, and ${exactly.reason}`;
		return { ...exactly, reason };
	}
	const { exactOverLists } = shape;
	if (exactOverLists !== null && exactOverLists >= clearlyLonger) {
		const reason = `an exact search is estimated to take ${times(exactOverLists)} as long`;
		return planIvf(options, shape, reason);
	}
	return exactly;
}

/** HNSW and factory strings come only when asked for: building a graph takes
 * longer than one search of everything. */
function planAsked({
	index,
	nprobe,
	efSearch,
}: CheckedKnnOptions): Plan | null {
	const factory = factoryString(index);
	if (factory !== undefined) {
		const reason = "a factory string was asked for";
		if (factory === "Flat") return exact("flat", reason);
		return { ...exact("factory", reason), nprobe: nprobe ?? efSearch, factory };
	}
	if (index !== "hnsw") return null;
	return { ...exact("hnsw", "hnsw was asked for"), nprobe: efSearch };
}

/** Comparing with all, as a step of something else. */
export const flatPlan: Plan = exact("flat", "");

/** So many lists, as a step of something else. */
export function ivfPlan(nlist: number): Plan {
	return { ...exact("ivf", ""), nlist };
}

function exact(kind: IndexKind, reason: string): Plan {
	const none = { nlist: null, nprobe: null, factory: null };
	return { kind, ...none, precision: "float32", reason };
}

function tree(precision: Precision, reason: string): Plan {
	return { ...exact("tree", reason), precision };
}

function planIvf(
	{ nlist: wanted, nprobe }: CheckedKnnOptions,
	{ rows }: SearchShape,
	reason: string,
): Plan {
	const nlist = wanted ?? defaultLists(rows);
	if (nlist > rows) {
		throw new RangeError(
			`Cannot divide ${rows} rows into nlist ${nlist} lists: expected nlist to be at most the rows`,
		);
	}
	if (nprobe !== null && nprobe > nlist) {
		throw new RangeError(
			`Cannot visit nprobe ${nprobe} lists of nlist ${nlist}: expected nprobe to be at most nlist`,
		);
	}
	return { ...exact("ivf", reason), nlist, nprobe };
}

/** Lists of an IVF index, unless told. */
export function defaultLists(rows: number): number {
	const wanted = Math.round(4 * Math.sqrt(rows));
	return Math.max(1, Math.min(wanted, Math.floor(rows / pointsPerList)));
}

function dimensions({ dimension }: SearchShape): string {
	return dimension === 1 ? "1 dimension" : `${dimension} dimensions`;
}

function whyTree(shape: SearchShape): string {
	const suit = shape.dimension === 1 ? "suits" : "suit";
	return `${dimensions(shape)} ${suit} an exact tree`;
}

function whyFlat(
	{ metric, engine }: CheckedKnnOptions,
	shape: SearchShape,
): string {
	const { treeOverFlat } = shape;
	if (metric !== "l2") return `metric ${metric} has no tree`;
	if (engine !== "native") return `engine ${engine} has no tree`;
	return treeOverFlat === null
		? `${dimensions(shape)} are too many for a tree`
		: `a tree is estimated to take ${times(treeOverFlat)} as long`;
}

function times(ratio: number): string {
	return `${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(2)} times`;
}

function planTree(shape: SearchShape): Plan {
	const reason = whyTree(shape);
	if (shape.isWide && shape.needsWide) {
		return tree("float64", `${reason}, in float64: sizes differ too much`);
	}
	return tree(shape.isWide ? "mixed" : "float32", reason);
}
