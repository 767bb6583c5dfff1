/** Searching all points within a radius, from any thread. Addresses are of
 * memory that the caller holds until the call returns; 0 stands for NULL. */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";
import {
	type MatrixAddress,
	type NativeMetric,
	nativeMetric,
	VectorIndex,
} from "./vector-index.ts";

const address = (value: number): Pointer => value as Pointer;

/** An index over a copy of float64 `points`, for this radius alone, which is as
 * before they were multiplied with `scale`; its owner disposes of it. Searched by the functions here only. */
export function createRadiusIndex(
	points: MatrixAddress,
	metric: NativeMetric,
	{ radius, scale }: { readonly radius: number; readonly scale: number },
	threads: number,
): VectorIndex {
	const out = new BigUint64Array(1);
	const status = loadNative().as_index_create_radius(
		points.dimension,
		nativeMetric[metric],
		points.rows,
		address(points.values),
		radius,
		scale,
		threads,
		out,
	);
	checkStatus(status, "index the points for a radius");
	return VectorIndex.adopt(Number(out[0]));
}

/** Whose neighbours, as as_index_count_near takes them. */
export interface NearQueries {
	/** Handle of the index. */
	readonly index: number;
	/** Float64 rows; 0: the points themselves, by units. */
	readonly queries: number;
	/** Units, or rows of `queries`. */
	readonly first: number;
	readonly count: number;
	readonly rowNumbers: number;
	readonly includeSelf: boolean;
}

/** Counts the points near each query; `counts`: uint32 out, by row. */
export function countNear(near: NearQueries, counts: number): void {
	checkStatus(
		loadNative().as_index_count_near(
			address(near.index),
			address(near.queries),
			near.first,
			near.count,
			address(near.rowNumbers),
			near.includeSelf ? 1 : 0,
			address(counts),
		),
		"count neighbours",
	);
}

/** Where the neighbours of row r go: from offsets[r] (int64) on; all 0 where
 * nobody wants them. */
export interface NearLists {
	readonly offsets: number;
	/** float32 out. */
	readonly distances: number;
	/** int64 out. */
	readonly neighbors: number;
	/** float64 out: the sum of these distances, by unit or row of queries. */
	readonly sums: number;
}

/** Writes the points near each query, nearest first. */
export function listNear(near: NearQueries, lists: NearLists): void {
	checkStatus(
		loadNative().as_index_list_near(
			address(near.index),
			address(near.queries),
			near.first,
			near.count,
			address(near.rowNumbers),
			near.includeSelf ? 1 : 0,
			address(lists.offsets),
			address(lists.distances),
			address(lists.neighbors),
			address(lists.sums),
		),
		"list neighbours",
	);
}

/** Some units of an index. */
export interface Units {
	readonly index: number;
	readonly first: number;
	readonly count: number;
}

/** Marks points with at least `least` near, themselves counted, in `core`
 * (bytes [32 x units], in the index's order). */
export function findCores(units: Units, least: number, core: number): void {
	checkStatus(
		loadNative().as_index_find_cores(
			address(units.index),
			units.first,
			units.count,
			least,
			address(core),
		),
		"find core points",
	);
}

/** What core points are joined in; see as_index_join_cores. */
export interface Forest {
	readonly core: number;
	/** uint32 [32 x units], 0, 1, 2, ... at first. */
	readonly parents: number;
	/** uint32 [2 x units], zeros at first. */
	readonly joined: number;
}

/** Joins core points of some units with all those near them. */
export function joinCores(units: Units, forest: Forest): void {
	checkStatus(
		loadNative().as_index_join_cores(
			address(units.index),
			units.first,
			units.count,
			address(forest.core),
			address(forest.parents),
			address(forest.joined),
		),
		"join core points",
	);
}

/** Numbers what was joined, into int32 `labels`; how many there are. */
export function labelCores(
	index: number,
	{ core, parents }: Forest,
	labels: number,
): number {
	const clusters = new BigInt64Array(1);
	checkStatus(
		loadNative().as_index_label_cores(
			address(index),
			address(core),
			address(parents),
			address(labels),
			clusters,
		),
		"number the clusters",
	);
	return Number(clusters[0]);
}

/** Gives the other points of some units the label of a core point near them. */
export function attachNear(units: Units, core: number, labels: number): void {
	checkStatus(
		loadNative().as_index_attach_near(
			address(units.index),
			units.first,
			units.count,
			address(core),
			address(labels),
		),
		"label the points near clusters",
	);
}
