/**
 * Where the answers of a search go while it runs: either every answer has its
 * place in memory, or they come block by block in the engine's order.
 */
export type ResultSink = PlacedSink | BlockSink;

/** Memory, or a mapped file, that takes every answer at its query's row. */
export interface PlacedSink {
	readonly kind: "placed";
	readonly places: ResultPlaces;
}

/** Addresses of row-major [rows x k] arrays, good until the search settles. */
export interface ResultPlaces {
	readonly rows: number;
	readonly k: number;
	/** float32, in the metric's unit; NaN where fewer were found. */
	readonly distances: number;
	/** int64 row numbers; -1 where fewer were found. */
	readonly neighbors: number;
	/** What the memory belongs to: held while native code writes to it. */
	readonly holds: unknown;
}

/** Takes answers as they come, so that only some are ever held. */
export interface BlockSink {
	readonly kind: "blocks";
	/** Queries of a block at most, where a call of the index allows it; 131,072
	 * or what 32 MiB hold unless said. */
	readonly blockRows?: number;
	/** Takes a block, whose arrays hold other answers once the promise has
	 * settled: the search goes on meanwhile, and waits when it is too far ahead.
	 * Blocks come one at a time. What it throws ends the search. */
	write(block: ResultBlock): void | Promise<void>;
}

/** Answers of some queries; each query is in one block. */
export interface ResultBlock {
	/** Queries answered. */
	readonly count: number;
	readonly k: number;
	/** Row number of each query [count]; null: `first`, `first` + 1, ... */
	readonly rows: BigInt64Array | null;
	readonly first: number;
	/** Row numbers [count x k], nearest first; -1 where fewer were found. */
	readonly neighbors: BigInt64Array;
	/** In the metric's unit [count x k]; NaN where fewer were found. */
	readonly distances: Float32Array;
	/** Address of `distances`, for whoever need not look at them: arrays may be
	 * made only when they are looked at. */
	readonly distancesAt: number;
}
