import { loadNative } from "../../native/library.ts";
import type { Crew } from "./crew.ts";
import type { Job } from "./jobs.ts";
import { WorkerPool } from "./pool.ts";

/** A search's share of the native Workers; a job's value is a handle. */
export type NativeCrew = Crew<Job, number>;

let pool: WorkerPool<Job, number> | undefined;

/** The process's Workers for the native engine. `start(count)` on it, while a
 * table is still being read, saves the search the wait.
 * @throws {NativeError} from start and run: the library cannot be loaded */
export function nativePool(): WorkerPool<Job, number> {
	pool ??= new WorkerPool("src/engine/worker.ts", loadNative);
	return pool;
}
