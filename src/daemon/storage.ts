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
	worker: Worker;
	readonly waiting: Waiting[];
}

/**
 * The storage Workers: a few, started once. A job goes to the one with the
 * least to do; jobs on one segment are the caller's to put in order.
 */
export class Storage {
	readonly #warn: (message: string) => void;
	readonly #lanes: Lane[] = [];
	readonly #running = new Set<Promise<unknown>>();

	private constructor(warn: (message: string) => void) {
		this.#warn = warn;
	}

	/** Starts the Workers one after the other: their first calls into libc must
	 * not meet (see os/libc.ts). */
	static async start(warn: (message: string) => void): Promise<Storage> {
		const storage = new Storage(warn);
		try {
			for (let at = 0; at < workerCount; at += 1) {
				storage.#lanes.push(await startLane((lane) => storage.#mend(lane)));
			}
			return storage;
		} catch (error) {
			storage.stop();
			throw error;
		}
	}

	/**
	 * Has a Worker do a job.
	 * @throws {ShelfError} what the Worker threw
	 */
	async run<J extends StorageJobName>(
		job: J,
		request: StorageJobs[J]["request"],
	): Promise<StorageJobs[J]["result"]> {
		const lane = this.#laziest();
		const promise = new Promise<StorageJobs[J]["result"]>((resolve, reject) => {
			lane.waiting.push({ resolve: resolve as Waiting["resolve"], reject });
			lane.worker.postMessage({ job, ...request });
		});
		this.#running.add(promise);
		const done = () => this.#running.delete(promise);
		promise.then(done, done);
		return await promise;
	}

	#laziest(): Lane {
		const [first, ...others] = this.#lanes;
		if (first === undefined) {
			throw new FileError("unreadable", "No storage worker is running");
		}
		return others.reduce(
			(least, other) =>
				other.waiting.length < least.waiting.length ? other : least,
			first,
		);
	}

	/** Waits until nothing is under way. */
	async idle(): Promise<void> {
		while (this.#running.size > 0) await Promise.allSettled(this.#running);
	}

	/** Ends the Workers; call it when idle. */
	stop(): void {
		for (const { worker } of this.#lanes) worker.terminate();
		this.#lanes.length = 0;
	}

	/** A Worker has died, and those who waited for it know: jobs catch what they
	 * throw, so that this is a defect or the want of memory. Another takes its
	 * place. */
	#mend(lane: Lane): void {
		this.#warn("A storage worker died; starting another");
		const at = this.#lanes.indexOf(lane);
		if (at < 0) return;
		this.#lanes.splice(at, 1);
		startLane((other) => this.#mend(other)).then(
			(other) => this.#lanes.push(other),
			(error) => this.#warn(error.message),
		);
	}
}

/** @param died told when the Worker ends after it had started */
async function startLane(died: (lane: Lane) => void): Promise<Lane> {
	const worker = new Worker(workerUrl("src/daemon/storage-worker.ts"));
	const lane: Lane = { worker, waiting: [] };
	let isReady = false;
	const ready = new Promise<unknown>((resolve, reject) => {
		lane.waiting.push({ resolve, reject });
	});
	worker.onmessage = ({ data }: MessageEvent<StorageReply>) => {
		const first = lane.waiting.shift();
		if ("error" in data) first?.reject(errorFromMessage(data.error));
		else first?.resolve("result" in data ? data.result : null);
	};
	worker.onerror = ({ message }) => {
		const error = new FileError(
			"unreadable",
			`Cannot run the storage worker: ${message}`,
		);
		for (const { reject } of lane.waiting.splice(0)) reject(error);
		if (isReady) died(lane);
		else worker.terminate();
	};
	await ready;
	isReady = true;
	return lane;
}
