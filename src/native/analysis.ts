/** Clusters and outliers, as in native/include/arrowshelf.h. Addresses are of
 * memory that the caller holds until the call returns. */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";
import type { MatrixAddress } from "./vector-index.ts";

const address = (value: number): Pointer => value as Pointer;

export interface LloydSeed {
	/** Rows that are drawn for each centre, of which the best becomes it. */
	readonly trials: number;
	readonly seed: number;
	/** float32 [rows], kept from one call to the next. */
	readonly left: number;
	/** float32 [.. x dimension]: those before are read, those asked written. */
	readonly centres: number;
}

/** Centres first .. first+count-1 out of float32 rows, by k-means++. */
export function lloydSeed(
	points: MatrixAddress,
	first: number,
	count: number,
	to: LloydSeed,
): void {
	checkStatus(
		loadNative().as_lloyd_seed(
			address(points.values),
			points.rows,
			points.dimension,
			first,
			count,
			to.trials,
			to.seed,
			address(to.left),
			address(to.centres),
		),
		"choose the first centres",
	);
}

export interface LloydStep {
	/** float32 [k x dimension]. */
	readonly centres: number;
	readonly k: number;
	/** int32 and float32 [rows] out. */
	readonly labels: number;
	readonly distances: number;
	/** float64 [k x dimension] and int64 [k], added to. */
	readonly sums: number;
	readonly counts: number;
}

/** The nearest centre of each row, and the sums for the next centres. */
export function lloydStep(points: MatrixAddress, step: LloydStep): void {
	checkStatus(
		loadNative().as_lloyd_step(
			address(points.values),
			points.rows,
			points.dimension,
			address(step.centres),
			step.k,
			address(step.labels),
			address(step.distances),
			address(step.sums),
			address(step.counts),
		),
		"assign rows to centres",
	);
}

/** The k nearest of every table row, as a search gave them. */
export interface NearestLists {
	readonly k: number;
	readonly distances: number;
	readonly neighbors: number;
}

/** Local reachability densities of some rows; `density`: float64 [table]. */
export function localDensity(
	{ k, distances, neighbors }: NearestLists,
	first: number,
	rows: number,
	density: number,
): void {
	checkStatus(
		loadNative().as_local_density(
			address(distances),
			address(neighbors),
			first,
			rows,
			k,
			address(density),
		),
		"measure local densities",
	);
}

/** Local outlier factors of some rows; `factor`: float64 [table] out. */
export function localOutlier(
	{ k, neighbors }: NearestLists,
	density: number,
	first: number,
	rows: number,
	factor: number,
): void {
	checkStatus(
		loadNative().as_local_outlier(
			address(neighbors),
			address(density),
			first,
			rows,
			k,
			address(factor),
		),
		"measure local outliers",
	);
}
