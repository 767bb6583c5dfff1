import type { VectorSource } from "../arrow/numeric-columns.ts";
import type { KeptIndex } from "./kept/kept-index.ts";
import type { KnnOptions } from "./options.ts";
import type { KnnSummary, SearchEstimate } from "./summary.ts";

/**
 * What is searched, and how. The sources' bytes are read until the search has
 * settled, so whoever maps them holds the mapping until then.
 */
export interface KnnRequest extends KnnOptions {
	readonly points: VectorSource;
	/** Whose neighbours are looked for; absent: the points among themselves,
	 * each left out of its own list. */
	readonly queries?: VectorSource | undefined;
	/** An index of the points that is there already; what `index` says counts
	 * no more. */
	readonly kept?: KeptIndex | undefined;
}

/** How far a search has come. */
export interface KnnProgress {
	readonly phase: "filter" | "pack" | "build" | "search";
	/** Rows done of `total`. */
	readonly done: number;
	readonly total: number;
}

/** What a caller keeps in hand while a search runs. */
export interface KnnControl {
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((progress: KnnProgress) => void) | undefined;
	/** Told once, before the work that it is about. A search within a radius
	 * tells none: its neighbours are not counted yet. */
	readonly onEstimate?: ((estimate: SearchEstimate) => void) | undefined;
	/** Whether the calling thread works, too, instead of a Worker, where calls are
	 * short: for a program that does nothing else meanwhile. */
	readonly takesPart?: boolean | undefined;
}

/** The neighbours of every query, in row order, nearest first. */
export interface KnnResult {
	readonly k: number;
	readonly queryCount: number;
	/** Row numbers [queryCount x k]; -1 where fewer than k were found. */
	readonly neighbors: BigInt64Array;
	/** In the metric's unit [queryCount x k]; NaN where fewer were found. */
	readonly distances: Float32Array;
	readonly summary: KnnSummary;
}
