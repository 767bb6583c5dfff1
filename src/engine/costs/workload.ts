/** What a search's time depends on. */
export interface Workload {
	readonly rows: number;
	readonly queries: number;
	readonly dimension: number;
	/** Dimensions that the points spread over, at most `dimension`. */
	readonly spread: number;
	/** Share of the points that lie near a query (`measureSpread`); 1: all may. */
	readonly near: number;
	readonly k: number;
}
