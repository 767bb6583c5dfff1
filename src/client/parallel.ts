import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { limits } from "../config.ts";
import { cancelledBy, FileError } from "../errors.ts";
import { throwIfCancelled } from "./cancellation.ts";
import { JobWorker } from "./job-worker.ts";
import type { ParallelJob } from "./parallel-job.ts";
import type { SegmentLease } from "./segment-lease.ts";

export interface ParallelOptions {
	/** Workers; default all cores, at most 256. */
	readonly cores?: number | undefined;
	/** Parts the rows are cut into, all of nearly one size; default `cores`. */
	readonly chunks?: number | undefined;
	/** Given to every call as `context.args`, copied by structured clone. */
	readonly args?: unknown;
	readonly signal?: AbortSignal | undefined;
	/** Chunks done, of all. */
	readonly onProgress?:
		| ((progress: { done: number; total: number }) => void)
		| undefined;
}

/** Checked options, ready to run. */
export interface ParallelPlan extends ParallelOptions {
	readonly cores: number;
	readonly chunks: number;
	/** The module's URL. */
	readonly module: string;
}

/**
 * Refuses what cannot be run before anything is opened.
 * @throws {RangeError} for `cores` or `chunks` out of range
 * @throws {FileError} `unreadable` where there is no such module
 * @throws {CancelledError} when the signal is aborted already
 */
export function planParallel(
	module: URL | string,
	options: ParallelOptions,
): ParallelPlan {
	const cores = options.cores ?? Math.min(availableParallelism(), limits.cores);
	checkCount("cores", cores, limits.cores);
	const chunks = options.chunks ?? cores;
	checkCount("chunks", chunks, 2 ** 30);
	throwIfCancelled(options.signal, jobName);
	return { ...options, cores, chunks, module: hrefOf(module) };
}

/**
 * Runs the default export of a module on the chunks of a leased table, in
 * Workers that map the table themselves. Workers take the next chunk when they
 * are done with one; all of them have ended when this settles, and the lease's
 * memory is held until then.
 *
 * @returns what the function returned, by chunk, in row order
 * @throws what the function threw: the first such error ends the others
 * @throws {CancelledError} when the signal is aborted
 */
export async function runParallel<R>(
	lease: SegmentLease,
	plan: ParallelPlan,
): Promise<R[]> {
	using _hold = lease.hold();
	const { signal, onProgress } = plan;
	const total = Math.min(plan.chunks, lease.rows);
	const values = new Array<R>(total);
	const cancelled = Promise.withResolvers<never>();
	const cancel = () => {
		if (signal?.aborted) cancelled.reject(cancelledBy(signal, jobName));
	};
	let done = 0;
	const keep = (chunk: number, value: unknown) => {
		values[chunk] = value as R;
		done += 1;
		onProgress?.({ done, total });
	};
	const workers: JobWorker[] = [];
	signal?.addEventListener("abort", cancel);
	try {
		cancel();
		const job = jobFor(lease, plan, total);
		for (let i = 0; i < Math.min(plan.cores, total); i++) {
			workers.push(new JobWorker(job, keep));
		}
		const finished = workers.map((worker) => worker.finished);
		await Promise.race([Promise.all(finished), cancelled.promise]);
		return values;
	} finally {
		signal?.removeEventListener("abort", cancel);
		await Promise.all(workers.map((worker) => worker.stop()));
	}
}

const jobName = "parallel job";

function jobFor(
	lease: SegmentLease,
	{ module, args }: ParallelPlan,
	chunks: number,
): ParallelJob {
	const { path, byteLength, rows } = lease;
	const next = new Int32Array(new SharedArrayBuffer(4));
	return { path, byteLength, rows, chunks, module, args, next };
}

function checkCount(name: string, value: number, most: number): void {
	if (Number.isInteger(value) && value >= 1 && value <= most) return;
	throw new RangeError(
		`Cannot use ${value} as ${name}: expected a whole number from 1 to ${most}`,
	);
}

function hrefOf(module: URL | string): string {
	const href = String(module);
	const url = href.startsWith("file:")
		? href
		: Bun.pathToFileURL(resolve(href)).href;
	const path = Bun.fileURLToPath(url);
	if (existsSync(path)) return url;
	throw new FileError(
		"unreadable",
		`Cannot find the module ${JSON.stringify(path)}: expected a file with a default export`,
		{ details: { path } },
	);
}
