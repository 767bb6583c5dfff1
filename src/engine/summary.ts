import type { Engine, Metric } from "./options.ts";

/** The kinds of index that a search can run on. */
export type IndexKind = "tree" | "flat" | "ivf" | "hnsw" | "factory";

/** Recall on a sample of queries, with its 95 % interval. */
export interface Recall {
	readonly value: number;
	readonly low: number;
	readonly high: number;
	/** Queries measured; 0: an exact index, 1 by construction. */
	readonly sample: number;
}

/** Estimated seconds of the ways to search, packing apart; null: it was no
 * choice, or it was clear without. */
export interface EstimatedSeconds {
	readonly tree: number | null;
	readonly flat: number;
	readonly ivf: number | null;
}

/** What a search was expected to take, before it began. */
export interface SearchEstimate {
	/** Packing, building and searching; null: nobody knows. */
	readonly seconds: number | null;
	/** Of memory: packed rows and the index, neither table nor result. */
	readonly bytes: number;
}

/** What was searched, how, and how long it took; field names as `--json`. */
export interface KnnSummary {
	readonly rows: number;
	/** Rows that were asked for; of the points' own those that pass the filter. */
	readonly queries: number;
	/** Rows that pass the filter; null without one. */
	readonly filtered: number | null;
	readonly dimension: number;
	readonly k: number;
	readonly metric: Metric;
	readonly engine: Engine;
	readonly index: {
		readonly kind: IndexKind;
		readonly nlist: number | null;
		readonly nprobe: number | null;
		readonly ef_search: number | null;
		/** One sentence. */
		readonly reason: string;
	};
	readonly cores: number;
	readonly estimated_seconds: EstimatedSeconds;
	readonly estimate: SearchEstimate;
	/** The caller fills in what it did itself: load, write, and so total. */
	readonly seconds: {
		readonly load: number;
		/** Packing, checking, training, adding. */
		readonly build: number;
		readonly search: number;
		readonly write: number;
		readonly total: number;
	};
	/** Queries over build + search. */
	readonly points_per_second: number;
	/** Over the neighbours found (inner products for ip); null: none found. */
	readonly mean_distance: number | null;
	/** Null for an index that is not exact and whose recall was not measured. */
	readonly recall: Recall | null;
	/** Where the caller wrote the result. */
	readonly output: string | null;
}
