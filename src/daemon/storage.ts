import { errorFromMessage, FileError } from "../errors.ts";
import { workerUrl } from "../os/worker-url.ts";
import type {
	StorageJobName,
	StorageJobs,
	StorageReply,
} from "./storage-jobs.ts";

const workerCount = 2;

interface Waiting {
	resolve(result: unknown): void;
	reject(error: unknown): void;
}

/** One Worker and those who wait for its answers, in the order they asked. */
interface Lane {
	readonly worker: Worker;
	readonly waiting: Waiting[];
}

/**
 * The storage Workers: a few, started once. A job goes to the one with the
 * least to do; jobs on one segment are the caller's to put in order.
 */
export class Storage {
	readonly #lanes: Lane[] = [];
	readonly #running = new Set<Promise<unknown>>();

	/** Starts the Workers one after the other: their first calls into libc must
	 * not meet (see os/libc.ts). */
	static async start(): Promise<Storage> {
		const storage = new Storage();
		for (let at = 0; at < workerCount; at += 1) {
			storage.#lanes.push(await startLane());
		}
		return storage;
	}

	/**
	 * Has a Worker do a job.
	 * @throws {ShelfError} what the Worker threw
	 */
	run<J extends StorageJobName>(
		job: J,
		request: StorageJobs[J]["request"],
	): Promise<StorageJobs[J]["result"]> {
		const lane = this.#lanes.reduce((least, other) =>
			other.waiting.length < least.waiting.length ? other : least,
		);
		const promise = new Promise<StorageJobs[J]["result"]>((resolve, reject) => {
			lane.waiting.push({ resolve: resolve as Waiting["resolve"], reject });
			lane.worker.postMessage({ job, ...request });
		});
		this.#running.add(promise);
		const done = () => this.#running.delete(promise);
		promise.then(done, done);
		return promise;
	}

	/** Waits until nothing is under way. */
	async idle(): Promise<void> {
		while (this.#running.size > 0) await Promise.allSettled(this.#running);
	}

	/** Ends the Workers; call it when idle. */
	stop(): void {
		for (const { worker } of this.#lanes) worker.terminate();
	}
}

async function startLane(): Promise<Lane> {
	const worker = new Worker(workerUrl("src/daemon/storage-worker.ts"));
	const lane: Lane = { worker, waiting: [] };
	const ready = new Promise<unknown>((resolve, reject) => {
		lane.waiting.push({ resolve, reject });
	});
	worker.onmessage = ({ data }: MessageEvent<StorageReply>) => {
		const first = lane.waiting.shift();
		if ("error" in data) first?.reject(errorFromMessage(data.error));
		else first?.resolve("result" in data ? data.result : null);
	};
	// Jobs catch what they throw: this is a Worker that could not load.
	worker.onerror = ({ message }) => {
		const error = new FileError(
			"unreadable",
			`Cannot run the storage worker: ${message}`,
		);
		for (const { reject } of lane.waiting.splice(0)) reject(error);
	};
	await ready;
	return lane;
}
