import type { ErrorMessage } from "../../errors.ts";
import type { Chunking } from "./chunks.ts";

/** To a new Worker, before anything else: open the library, one at a time. */
export interface OpenMessage {
	readonly open: SharedArrayBuffer;
}

/** To a Worker: take part in a job. */
export interface JobMessage<Job> {
	readonly id: number;
	/** Words of `controlWords`. */
	readonly control: SharedArrayBuffer;
	readonly chunking: Chunking;
	/** How many Workers share the job. */
	readonly workers: number;
	readonly job: Job;
}

/** From a Worker: it has done its part, and touches no memory of it any more. */
export interface DoneMessage<Value> {
	readonly id: number;
	/** What its last step gave. */
	readonly value?: Value | undefined;
	readonly error?: ErrorMessage | undefined;
	/** The job was over before this Worker came to it: it took no part. */
	readonly isLate?: true;
}
