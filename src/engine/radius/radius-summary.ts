import type { KnnSummary } from "../summary.ts";

/** What was searched within a radius; field names as `--json`. */
export interface RadiusSummary
	extends Omit<KnnSummary, "k" | "estimated_seconds" | "estimate"> {
	/** As many as there are. */
	readonly k: null;
	readonly radius: number;
	/** Of all queries together. */
	readonly neighbors: number;
	/** Of one query. */
	readonly mean_neighbors: number;
}
