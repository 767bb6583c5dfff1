import type { Table } from "apache-arrow";
import type { KnnSummary } from "../engine/summary.ts";

/** The k nearest of each query, nearest first; -1 and NaN where fewer. With
 * `output` it is what lies on the shelf, leased: until it is let go of with
 * `using`, or collected. Else its memory is the caller's. */
export interface NearestNeighbors extends Disposable {
	/** Columns `query` uint64, `neighbors` fixed-size-list<int64, k> of row
	 * numbers, `distances` fixed-size-list<float32, k>; over the arrays here. */
	readonly table: Table;
	/** Row-major [queries x k]. With `output` it may be more than an array can
	 * hold, which throws OutOfMemoryError: read the table then. */
	readonly neighbors: BigInt64Array;
	/** Row-major [queries x k], as `neighbors`. */
	readonly distances: Float32Array;
	readonly summary: KnnSummary;
}
