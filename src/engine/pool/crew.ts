import type { KnnControl, KnnProgress } from "../request.ts";
import type { Chunking } from "./chunks.ts";
import type { WorkerPool } from "./pool.ts";
import type { RunOptions } from "./run-options.ts";

/** How far a phase is: `rows` are what all units of a task are. */
interface TaskProgress {
	readonly phase: KnnProgress["phase"];
	readonly rows: number;
	/** Rows done before the task; 0 unless said. */
	readonly before?: number;
	/** Of the whole phase; `rows` unless said. */
	readonly total?: number;
}

/** One piece of a search's work. */
export interface Task<Job> {
	readonly job: Job;
	readonly chunking: Chunking;
	/** What the job's addresses lie in. */
	readonly holds: readonly unknown[];
	/** Workers, where the job is not for all. */
	readonly cores?: number;
	/** What the caller is told. */
	readonly progress?: TaskProgress;
	/** Each call takes some milliseconds at most: the calling thread may do some
	 * of them, and still hear of Ctrl-C. */
	readonly isShort?: boolean;
	/** Ends this task alone. */
	readonly stop?: AbortSignal | undefined;
}

/** One unit, one call, one Worker. */
export const oneCall: Chunking = { units: 1, first: 1 };

/** The threads that one search uses: its cores, its signal, its progress. */
export class Crew<Job, Value> {
	readonly #pool: WorkerPool<Job, Value>;
	readonly cores: number;
	/** What the search has packed, for whoever knows when it is over to dispose
	 * of; else the garbage collector does. */
	readonly memory = new DisposableStack();
	readonly #control: KnnControl;
	readonly #callerStep: RunOptions<Job, Value>["callerStep"];

	/** Whether tasks given one after another run on these cores alone. */
	get canQueue(): boolean {
		return this.#pool.size <= this.cores;
	}

	constructor(
		pool: WorkerPool<Job, Value>,
		cores: number,
		control: KnnControl,
		/** Makes the calling thread one of the cores, for tasks of short calls. */
		callerStep?: RunOptions<Job, Value>["callerStep"],
	) {
		this.#pool = pool;
		this.cores = cores;
		this.#control = control;
		this.#callerStep = callerStep;
	}

	/** Runs a task, its progress told from its beginning, and gives the value of
	 * its last call. Throws as `WorkerPool.run` does. */
	run(task: Task<Job>): Promise<Value | undefined> {
		const { job, chunking, holds, cores, progress, isShort, stop } = task;
		const onProgress = this.#progressOf(progress, chunking);
		onProgress?.(0);
		const signals = [this.#control.signal, stop].filter((s) => s !== undefined);
		return this.#pool.run(job, {
			chunking,
			cores: cores ?? this.cores,
			holds,
			callerStep: isShort ? this.#callerStep : undefined,
			signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
			onProgress,
		});
	}

	#progressOf(
		progress: TaskProgress | undefined,
		{ units }: Chunking,
	): ((done: number) => void) | undefined {
		const { onProgress } = this.#control;
		if (onProgress === undefined || progress === undefined) return undefined;
		const { phase, rows, before = 0, total = rows } = progress;
		return (done) => {
			const part = units === 0 ? 0 : Math.floor((done / units) * rows);
			onProgress({ phase, done: before + part, total });
		};
	}
}
