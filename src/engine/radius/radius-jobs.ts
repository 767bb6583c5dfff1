/** What the Workers do for searches within a radius. Units are the index's
 * blocks of points, or rows of queries. */
import type {
	Forest,
	NearLists,
	NearQueries,
} from "../../native/radius-index.ts";
import type { Metric } from "../options.ts";

/** Makes an index over a float64 matrix; its handle is the job's value. One
 * unit. */
interface CreateRadiusJob {
	readonly kind: "create-radius";
	readonly metric: Metric;
	readonly radius: number;
	/** What the matrix was multiplied with. */
	readonly scale: number;
	readonly rows: number;
	readonly dimension: number;
	readonly values: number;
	readonly threads: number;
}

/** How many are near each query: uint32 `counts`, by row. */
interface CountNearJob extends Omit<NearQueries, "first" | "count"> {
	readonly kind: "count-near";
	readonly counts: number;
}

/** Who they are. */
interface ListNearJob extends Omit<NearQueries, "first" | "count">, NearLists {
	readonly kind: "list-near";
}

/** Marks core points. */
interface FindCoresJob {
	readonly kind: "find-cores";
	readonly index: number;
	readonly least: number;
	readonly core: number;
}

/** Joins core points near each other. */
interface JoinCoresJob extends Forest {
	readonly kind: "join-cores";
	readonly index: number;
}

/** Numbers the clusters; how many is the job's value. One unit. */
interface LabelCoresJob extends Forest {
	readonly kind: "label-cores";
	readonly index: number;
	readonly labels: number;
}

/** Labels points near a cluster. */
interface AttachNearJob {
	readonly kind: "attach-near";
	readonly index: number;
	readonly core: number;
	readonly labels: number;
}

export type RadiusJob =
	| CreateRadiusJob
	| CountNearJob
	| ListNearJob
	| FindCoresJob
	| JoinCoresJob
	| LabelCoresJob
	| AttachNearJob;
