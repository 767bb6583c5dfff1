import { CancelledError, errorFromMessage } from "../errors.ts";
import { workerUrl } from "../os/worker-url.ts";
import type { ParallelJob, ParallelReply } from "./parallel-job.ts";

/** One Worker of a job, from start to stop. */
export class JobWorker {
	/** Resolves when no chunk is left; rejects when the function throws or the
	 * Worker ends early. */
	readonly finished: Promise<void>;

	readonly #worker: Worker;
	readonly #closed: Promise<void>;

	/** @param keep called with each chunk's number and value */
	constructor(job: ParallelJob, keep: (chunk: number, value: unknown) => void) {
		const finished = Promise.withResolvers<void>();
		const closed = Promise.withResolvers<void>();
		this.finished = finished.promise;
		// Whoever waits for the other Workers first must not be told here.
		this.finished.catch(() => {});
		this.#closed = closed.promise;
		this.#worker = new Worker(workerUrl("src/client/parallel-worker.ts"));
		this.#worker.addEventListener("message", ({ data }) => {
			const reply = data as ParallelReply;
			if (reply.kind === "value") keep(reply.chunk, reply.value);
			else if (reply.kind === "end") finished.resolve();
			else finished.reject(errorOf(reply));
		});
		this.#worker.addEventListener("error", (event) => {
			event.preventDefault();
			finished.reject(event.error ?? new Error(event.message));
		});
		this.#worker.addEventListener("close", () => {
			finished.reject(endedEarly(job.module));
			closed.resolve();
		});
		this.#worker.postMessage(job);
	}

	/** Ends the Worker, whatever it is doing, and waits until it has ended. */
	stop(): Promise<void> {
		this.#worker.terminate();
		return this.#closed;
	}
}

/** A cloned error keeps its standard class only, hence the family's own way. */
function errorOf(reply: Extract<ParallelReply, { kind: "error" | "refusal" }>) {
	return reply.kind === "error" ? reply.error : errorFromMessage(reply.message);
}

function endedEarly(module: string): CancelledError {
	return new CancelledError(
		"cancelled",
		`A Worker ended before its chunk was done; does ${JSON.stringify(module)} call process.exit()?`,
	);
}
