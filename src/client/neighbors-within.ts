import type { Table } from "apache-arrow";
import type { NearFound } from "../engine/answers/near-found.ts";
import type { RadiusSummary } from "../engine/radius/radius-summary.ts";

/** What `radius` finds: all neighbours of each query, nearest first. With
 * `output` it is what lies on the shelf, leased: until it is let go of with
 * `using`, or collected, and its arrays may be more than one can hold, which
 * throws OutOfMemoryError: read the table then. Else its memory is the
 * caller's. */
export interface NeighborsWithin extends NearFound, Disposable {
	/** Columns `query` uint64, `neighbors` list<int64> of row numbers,
	 * `distances` list<float32>; over the arrays here. */
	readonly table: Table;
	readonly summary: RadiusSummary;
}
