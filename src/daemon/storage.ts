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
	readonly #entry: string;
	/** Settles when the Workers that died have been replaced. */
	#replaced: Promise<void> = Promise.resolve();
	#isStopped = false;

	private constructor(entry: string) {
		this.#entry = entry;
	}

	/** Starts the Workers one after the other: their first calls into libc must
	 * not meet (see os/libc.ts). */
	static async start(entry = "src/daemon/storage-worker.ts"): Promise<Storage> {
		const storage = new Storage(entry);
		for (let at = 0; at < workerCount; at += 1) {
			await storage.#addLane();
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
		const promise =
			this.#lanes.length > 0
				? this.#post(job, request)
				: this.#replaced.then(() => this.#post(job, request));
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
		this.#isStopped = true;
		for (const { worker } of this.#lanes) worker.terminate();
	}

	#post<J extends StorageJobName>(
		job: J,
		request: StorageJobs[J]["request"],
	): Promise<StorageJobs[J]["result"]> {
		const [first, ...others] = this.#lanes;
		if (first === undefined) return Promise.reject(died("none is left"));
		const lane = others.reduce(
			(least, other) =>
				other.waiting.length < least.waiting.length ? other : least,
			first,
		);
		return new Promise<StorageJobs[J]["result"]>((resolve, reject) => {
			lane.waiting.push({ resolve: resolve as Waiting["resolve"], reject });
			lane.worker.postMessage({ job, ...request });
		});
	}

	async #addLane(): Promise<void> {
		const lane = await startLane(this.#entry, () => this.#replace(lane));
		this.#lanes.push(lane);
	}

	/** A Worker died: its jobs have failed, another takes its place. One that
	 * cannot start is not tried again; the others go on. */
	#replace(lane: Lane): void {
		const at = this.#lanes.indexOf(lane);
		if (at < 0 || this.#isStopped) return;
		this.#lanes.splice(at, 1);
		this.#replaced = this.#replaced
			.then(() => this.#addLane())
			.catch(() => undefined);
	}
}

/** @param dead called when the Worker ends after it had started */
async function startLane(entry: string, dead: () => void): Promise<Lane> {
	const worker = new Worker(workerUrl(entry));
	const lane: Lane = { worker, waiting: [] };
	const ready = new Promise<unknown>((resolve, reject) => {
		lane.waiting.push({ resolve, reject });
	});
	let isReady = false;
	worker.onmessage = ({ data }: MessageEvent<StorageReply>) => {
		const first = lane.waiting.shift();
		if ("error" in data) first?.reject(errorFromMessage(data.error));
		else first?.resolve("result" in data ? data.result : null);
	};
	function end(why: string): void {
		if (isReady) dead();
		for (const { reject } of lane.waiting.splice(0)) reject(died(why));
	}
	// Jobs catch what they throw: this Worker could not load, or died.
	worker.onerror = ({ message }) => end(message);
	worker.addEventListener("close", () => end("it ended"));
	await ready;
	isReady = true;
	return lane;
}

function died(why: string): FileError {
	return new FileError("unreadable", `Cannot run the storage worker: ${why}`);
}
