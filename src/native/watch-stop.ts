import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";

/** Held here, since the library looks at its memory. */
const watched: Int32Array[] = [];

/**
 * Makes long calls of this thread end soon after another thread has made
 * `stop`, one word of shared memory, other than 0. They throw CancelledError
 * then, and what they were filling can only be disposed of.
 */
export function watchStop(stop: Int32Array): void {
	checkStatus(loadNative().as_watch_stop(stop), "watch for the end");
	watched[0] = stop;
}
