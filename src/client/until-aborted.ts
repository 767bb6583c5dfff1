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
	// Not by Promise.race: the promise of the signal would hold every value that
	// it was raced against, 12 GiB of batches and more.
	let giveUp: ((reason: Error) => void) | undefined;
	const abort = () => {
		if (signal) giveUp?.(cancelledBy(signal, "put"));
	};
	throwIfCancelled(signal, "put");
	signal?.addEventListener("abort", abort);
	const iterator = source[Symbol.asyncIterator]();
	let isOver = false;
	try {
		for (;;) {
			throwIfCancelled(signal, "put");
			const next = await new Promise<IteratorResult<T, unknown>>(
				(resolve, reject) => {
					giveUp = reject;
					iterator.next().then(resolve, reject);
				},
			);
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
