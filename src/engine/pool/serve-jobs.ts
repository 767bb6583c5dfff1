import {
	CancelledError,
	type ErrorMessage,
	messageFromError,
	ShelfError,
} from "../../errors.ts";
import { controlWords, joinJob, takeChunks } from "./chunks.ts";
import type { DoneMessage, JobMessage, OpenMessage } from "./pool-messages.ts";

/** What a Worker does for units first .. first+count-1 of a job. */
export type Step<Value> = (first: number, count: number) => Value | undefined;

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
		const { id } = message;
		const control = new Int32Array(message.control);
		if (!joinJob(control)) {
			self.postMessage({ id, isLate: true } satisfies DoneMessage<Value>);
			return;
		}
		let answer: DoneMessage<Value>;
		try {
			const { stop } = controlWords;
			const stopWord = control.subarray(stop, stop + 1);
			const step = stepOf()(message.job, stopWord);
			const { chunking, workers } = message;
			answer = { id, value: takeChunks(control, chunking, workers, step) };
		} catch (error) {
			// A step that ended early is no failure: why, is told elsewhere.
			const wasStopped = Atomics.exchange(control, controlWords.stop, 1) !== 0;
			answer =
				wasStopped && error instanceof CancelledError
					? { id }
					: { id, error: describeError(error) };
		}
		self.postMessage(answer);
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

function describeError(error: unknown): ErrorMessage {
	if (error instanceof ShelfError) return messageFromError(error);
	const message = error instanceof Error ? error.message : String(error);
	return { code: "native", message };
}
