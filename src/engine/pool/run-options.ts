import type { Chunking } from "./chunks.ts";
import type { Step } from "./take-part.ts";

/** How a job is run. */
export interface RunOptions<Job, Value> {
	readonly chunking: Chunking;
	/** Threads that may take part; no more do than there are chunks. */
	readonly cores: number;
	/** What native code reads and writes: held until every Worker has answered. */
	readonly holds: readonly unknown[];
	/** Makes the calling thread one of `cores`: what it does for a job. It looks
	 * at its event loop after each chunk. */
	readonly callerStep?: ((job: Job) => Step<Value>) | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Told now and then how many of the units are done. */
	readonly onProgress?: ((done: number) => void) | undefined;
}
