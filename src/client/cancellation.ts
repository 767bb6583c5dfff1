import { CancelledError } from "../errors.ts";

/**
 * Ends a call whose caller has given up.
 * @param what the call, for the message: "put", "search"
 * @throws {CancelledError} when `signal` is aborted; its reason is the cause
 */
export function throwIfCancelled(
	signal: AbortSignal | undefined,
	what: string,
): void {
	if (!signal?.aborted) return;
	throw new CancelledError("cancelled", `The ${what} was cancelled`, {
		cause: signal.reason,
	});
}
