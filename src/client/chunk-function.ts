import type { Table } from "apache-arrow";

/** What a function run by `shelf.parallel()` is told beside its chunk. */
export interface ParallelContext<A = unknown> {
	/** The chunk's first row in the whole table. */
	readonly firstRow: number;
	/** The chunk's number, from 0. */
	readonly chunk: number;
	/** How many chunks there are. */
	readonly chunks: number;
	/** The `args` that the caller gave. */
	readonly args: A;
}

/** The default export of a module for `shelf.parallel()`. */
export type ChunkFunction<R = unknown, A = unknown> = (
	chunk: Table,
	context: ParallelContext<A>,
) => R | Promise<R>;
