import type { Metric } from "../options.ts";
import type { KnnSummary } from "../summary.ts";
import type { ClusterMethod } from "./cluster-options.ts";

/** Which cluster each row is in. */
export interface ClusterResult {
	/** [rows] from 0 on; -1: in none, or left out. */
	readonly labels: Int32Array;
	/** kmeans: how far each row is from its cluster's centre [rows]; NaN: left
	 * out. */
	readonly distances: Float32Array | null;
	/** dbscan: 1 for the core of a cluster [rows]. */
	readonly core: Uint8Array | null;
	readonly summary: ClusterSummary;
}

/** What was clustered, and how; field names as `--json`. */
export interface ClusterSummary
	extends Pick<
		KnnSummary,
		"rows" | "filtered" | "dimension" | "cores" | "seconds" | "output"
	> {
	readonly method: ClusterMethod;
	readonly metric: Metric;
	readonly clusters: number;
	/** Rows in no cluster; those left out as invalid count as such. */
	readonly noise: number;
	/** Rows of each cluster. */
	readonly sizes: readonly number[];
	/** dbscan, else null. */
	readonly eps: number | null;
	readonly min_points: number | null;
	/** kmeans, else null: of each cluster, in the columns' unit. */
	readonly centres: readonly (readonly number[])[] | null;
	/** kmeans: sum of squared distances to the centres, and rounds it took. */
	readonly inertia: number | null;
	readonly iterations: number | null;
}
