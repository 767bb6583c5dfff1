import {
	CancelledError,
	type ErrorMessage,
	messageFromError,
	ShelfError,
} from "../../errors.ts";
import { controlWords, joinJob, takeChunks } from "./chunks.ts";
import type { DoneMessage, JobMessage } from "./pool-messages.ts";

/** What a thread does for units first .. first+count-1 of a job. */
export type Step<Value> = (first: number, count: number) => Value | undefined;

/**
 * One thread's part in a job: chunk after chunk, yielding after each, until
 * nothing is left to take. Never throws: what a step throws ends the job for all
 * and is in the answer.
 * @param stepOf gives what turns a job into its step, or throws. `stop`, one
 * word, is set by another thread when nobody waits for the job any more; a step
 * may look at it and throw CancelledError.
 */
export function* takePart<Job, Value>(
	{ id, control: words, chunking, workers, job }: JobMessage<Job>,
	stepOf: () => (job: Job, stop: Int32Array) => Step<Value>,
): Generator<undefined, DoneMessage<Value>> {
	const control = new Int32Array(words);
	if (!joinJob(control)) return { id, isLate: true };
	try {
		const { stop } = controlWords;
		const step = stepOf()(job, control.subarray(stop, stop + 1));
		const value = yield* takeChunks(control, chunking, workers, step);
		return { id, value };
	} catch (error) {
		// A step that ended early is no failure: why, is told elsewhere.
		const wasStopped = Atomics.exchange(control, controlWords.stop, 1) !== 0;
		return wasStopped && error instanceof CancelledError
			? { id }
			: { id, error: describeError(error) };
	}
}

function describeError(error: unknown): ErrorMessage {
	if (error instanceof ShelfError) return messageFromError(error);
	const message = error instanceof Error ? error.message : String(error);
	return { code: "native", message };
}
