import type { ResultSink } from "../../engine/result-sink.ts";

/** What a search will answer. */
export interface ResultShape {
	/** Queries. */
	readonly rows: number;
	/** Neighbours of each. */
	readonly k: number;
}

/** A search that gives its answers to a sink. */
export type Search<T> = (sink: ResultSink) => Promise<T>;
