import type { ErrorMessage } from "../errors.ts";

/** What each Worker of a parallel job is told, once. */
export interface ParallelJob {
	/** The segment, to be mapped by the Worker itself. */
	readonly path: string;
	readonly byteLength: number;
	readonly rows: number;
	/** Chunk i is the rows from i*rows/chunks to (i+1)*rows/chunks. */
	readonly chunks: number;
	/** The module's URL. */
	readonly module: string;
	readonly args: unknown;
	/** One shared counter: the next chunk that nobody has taken. */
	readonly next: Int32Array<SharedArrayBuffer>;
}

/** What a Worker says: one answer a chunk, then that there are no more. */
export type ParallelReply =
	| { readonly kind: "value"; readonly chunk: number; readonly value: unknown }
	| { readonly kind: "error"; readonly error: unknown }
	| { readonly kind: "refusal"; readonly message: ErrorMessage }
	| { readonly kind: "end" };
