import { cancelledBy } from "../errors.ts";
import { throwIfCancelled } from "./cancellation.ts";

/**
 * The values of an iterable, until the signal is aborted, also in the middle
 * of waiting for one. An iterable that is not exhausted is told to end.
 * @throws {CancelledError} when the signal is aborted
 */
export async function* untilAborted<T>(
	source: AsyncIterable<T>,
	signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
	const aborted = Promise.withResolvers<never>();
	aborted.promise.catch(() => {});
	const abort = () => {
		if (signal) aborted.reject(cancelledBy(signal, "put"));
	};
	throwIfCancelled(signal, "put");
	signal?.addEventListener("abort", abort);
	const iterator = source[Symbol.asyncIterator]();
	let isOver = false;
	try {
		for (;;) {
			const next = await Promise.race([iterator.next(), aborted.promise]);
			isOver = next.done === true;
			if (next.done) return;
			yield next.value;
		}
	} finally {
		signal?.removeEventListener("abort", abort);
		if (!isOver) await end(iterator, signal);
	}
}

/** The error that brought us here is the one to report. One that still makes
 * its next value ends after that, for which nobody waits. */
async function end(
	iterator: AsyncIterator<unknown>,
	signal: AbortSignal | undefined,
): Promise<void> {
	const ended = Promise.resolve(iterator.return?.()).catch(() => {});
	if (!signal?.aborted) await ended;
}
