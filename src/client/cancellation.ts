import { cancelledBy } from "../errors.ts";

/**
 * Ends a call whose caller has given up.
 * @param what the call, for the message: "put", "search"
 * @throws {CancelledError} when `signal` is aborted
 */
export function throwIfCancelled(
	signal: AbortSignal | undefined,
	what: string,
): void {
	if (signal?.aborted) throw cancelledBy(signal, what);
}
