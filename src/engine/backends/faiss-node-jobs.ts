/**
 * What the Workers of the faiss-node engine do. Memory that they share is in
 * SharedArrayBuffers; the add-on itself takes and gives arrays of numbers.
 */
import type { Metric } from "../options.ts";

/** Builds an index and gives its bytes. One unit. */
export interface FaissBuildJob {
	readonly kind: "build";
	/** FAISS's own factory string. */
	readonly factory: string;
	readonly metric: Metric;
	readonly dimension: number;
	/** Row-major [n x d]. */
	readonly points: Float32Array;
}

/** Neighbours of queries. Units are blocks of `block` queries. */
export interface FaissSearchJob {
	readonly kind: "search";
	/** The index's bytes, nprobe set in them. */
	readonly index: Uint8Array;
	readonly metric: Metric;
	readonly dimension: number;
	readonly queries: Float32Array;
	readonly block: number;
	/** Table row of the first query, each being left out of its own list; null:
	 * nothing is left out. */
	readonly firstQuery: number | null;
	/** Table row of each indexed vector; null: the same. */
	readonly rowNumbers: BigInt64Array | null;
	readonly k: number;
	readonly distances: Float32Array;
	readonly neighbors: BigInt64Array;
}

export type FaissJob = FaissBuildJob | FaissSearchJob;
