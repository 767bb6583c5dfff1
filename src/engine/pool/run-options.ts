import type { Chunking } from "./chunks.ts";

/** How a job is run. */
export interface RunOptions {
	readonly chunking: Chunking;
	/** Workers that may take part; no more do than there are chunks. */
	readonly cores: number;
	/** What native code reads and writes: held until every Worker has answered. */
	readonly holds: readonly unknown[];
	readonly signal?: AbortSignal | undefined;
	/** Told now and then how many of the units are done. */
	readonly onProgress?: ((done: number) => void) | undefined;
}
