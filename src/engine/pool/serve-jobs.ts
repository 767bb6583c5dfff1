import type { JobMessage, OpenMessage } from "./pool-messages.ts";
import { type Step, takePart } from "./take-part.ts";

declare const self: Worker;

/**
 * Makes this Worker serve a pool's jobs: `open` loads what is needed, once, and
 * gives the function that turns a job into its step. `stop`, one word, is set
 * by another thread when nobody waits for the job any more; a step may look at
 * it and throw CancelledError.
 */
export function serveJobs<Job, Value>(
	open: () => (job: Job, stop: Int32Array) => Step<Value>,
): void {
	let stepOf: () => (job: Job, stop: Int32Array) => Step<Value> = () => {
		throw new Error("The Worker got a job before it was opened");
	};
	self.onmessage = (event: MessageEvent<OpenMessage | JobMessage<Job>>) => {
		const message = event.data;
		if ("open" in message) {
			stepOf = opened(message.open, open);
			return;
		}
		const part = takePart(message, stepOf);
		let turn = part.next();
		while (!turn.done) turn = part.next();
		self.postMessage(turn.value);
	};
}

/** Opens under a lock that all Workers of the pool share: a first dlopen in
 * several fresh Workers at once crashed (oven-sh/bun#40972). What it throws is
 * thrown again for every job. */
function opened<T>(lockBuffer: SharedArrayBuffer, open: () => T): () => T {
	const lock = new Int32Array(lockBuffer);
	while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) {
		Atomics.wait(lock, 0, 1);
	}
	try {
		const value = open();
		return () => value;
	} catch (error) {
		return () => {
			throw error;
		};
	} finally {
		Atomics.store(lock, 0, 0);
		Atomics.notify(lock, 0, 1);
	}
}
