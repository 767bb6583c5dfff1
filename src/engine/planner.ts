import { factoryString } from "./index-choice.ts";
import type { Precision } from "./jobs.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { IndexKind } from "./summary.ts";

/** What is known of a search before it is planned. */
export interface SearchShape {
	/** Rows that will be indexed. */
	readonly rows: number;
	readonly queries: number;
	readonly dimension: number;
	/** Whether the engine has an exact tree. */
	readonly hasTree: boolean;
	/** Whether the rows are packed as float64. */
	readonly isWide: boolean;
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

/** Up to here the tree visits few leaves; above it FAISS's products win. */
const treeDimensions = 8;
/** Below these an IVF index costs more to build than it saves. */
const flatRows = 20_000;
const flatQueries = 1000;
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
	const treeFits = shape.hasTree && suitsTree(options, shape);
	if (options.index === "exact") {
		return treeFits
			? tree(
					precisionOf(shape),
					`an exact index was asked for, and ${suits(shape)} a tree`,
				)
			: exact(
					"flat",
					`an exact index was asked for, and ${unsuited(options, shape)}`,
				);
	}
	return planAuto(options, shape, treeFits);
}

function planAuto(
	options: CheckedKnnOptions,
	shape: SearchShape,
	treeFits: boolean,
): Plan {
	const { rows, queries, dimension } = shape;
	if (treeFits) {
		return tree(precisionOf(shape), `${suits(shape)} an exact tree`);
	}
	if (dimension <= treeDimensions) {
		return exact("flat", unsuited(options, shape));
	}
	if (rows < flatRows) {
		return exact("flat", `${rows} rows are few enough to compare with all`);
	}
	if (queries <= flatQueries) {
		return exact("flat", `${queries} queries are too few to pay for an index`);
	}
	return planIvf(
		options,
		shape,
		`${dimensions(shape)} and ${rows} rows are too many to compare with all`,
	);
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

/** Whether the planned index is a tree, if the engine has one. */
export function suitsTree(
	{ metric, index }: Pick<CheckedKnnOptions, "metric" | "index">,
	{ dimension }: Pick<SearchShape, "dimension">,
): boolean {
	if (metric === "haversine") return true;
	if (metric !== "l2" || dimension > treeDimensions) return false;
	return index === "auto" || index === "exact";
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

function defaultLists(rows: number): number {
	const wanted = Math.round(4 * Math.sqrt(rows));
	return Math.max(1, Math.min(wanted, Math.floor(rows / pointsPerList)));
}

function dimensions({ dimension }: SearchShape): string {
	return dimension === 1 ? "1 dimension" : `${dimension} dimensions`;
}

function suits(shape: SearchShape): string {
	return `${dimensions(shape)} ${shape.dimension === 1 ? "suits" : "suit"}`;
}

function unsuited(
	{ metric, engine }: CheckedKnnOptions,
	shape: SearchShape,
): string {
	if (!shape.hasTree) return `engine ${engine} has no tree`;
	return metric === "l2"
		? `${dimensions(shape)} are too many for a tree`
		: `metric ${metric} has no tree`;
}

function precisionOf({ isWide }: SearchShape): Precision {
	return isWide ? "mixed" : "float32";
}
