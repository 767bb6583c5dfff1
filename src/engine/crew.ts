import type { Chunking } from "./chunks.ts";
import type { WorkerPool } from "./pool.ts";
import type { KnnControl, KnnProgress } from "./request.ts";

/** One piece of a search's work. */
export interface Task<Job> {
	readonly job: Job;
	readonly chunking: Chunking;
	/** What the job's addresses lie in. */
	readonly holds: readonly unknown[];
	/** Workers, where the job is not for all. */
	readonly cores?: number;
	/** What the caller is told: the phase, and the rows that all units are. */
	readonly progress?: { phase: KnnProgress["phase"]; rows: number };
}

/** One unit, one call, one Worker. */
export const oneCall: Chunking = { units: 1, first: 1 };

/** The Workers as one search uses them: its cores, its signal, its progress. */
export class Crew<Job, Value> {
	readonly #pool: WorkerPool<Job, Value>;
	readonly cores: number;
	readonly #control: KnnControl;

	constructor(
		pool: WorkerPool<Job, Value>,
		cores: number,
		control: KnnControl,
	) {
		this.#pool = pool;
		this.cores = cores;
		this.#control = control;
	}

	/** Runs a task and gives the value of its last call. Throws as
	 * `WorkerPool.run` does. */
	run(task: Task<Job>): Promise<Value | undefined> {
		const { job, chunking, holds, cores, progress } = task;
		const { signal, onProgress } = this.#control;
		return this.#pool.run(job, {
			chunking,
			cores: cores ?? this.cores,
			holds,
			signal,
			onProgress:
				onProgress &&
				progress &&
				((done) => {
					const { phase, rows: total } = progress;
					const rows = Math.floor((done / chunking.units) * total);
					onProgress({ phase, done: rows, total });
				}),
		});
	}
}
