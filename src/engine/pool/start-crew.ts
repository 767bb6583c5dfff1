import type { KnnControl } from "../request.ts";
import { Crew } from "./crew.ts";
import { type NativeCrew, nativePool } from "./native-pool.ts";
import { nativeStep } from "./native-step.ts";
import { usefulCores } from "./useful-cores.ts";

/** Vectors that are worth a Worker, which takes some 5 ms to start. */
const vectorsOfWorker = 16_384;

/** Has Workers start, as many as `vectors` are worth and the machine runs at
 * once, and gives them as one search's. They start while the first packs and
 * builds, or this thread where it takes part. */
export function startCrew(
	cores: number,
	control: KnnControl,
	vectors: number,
): NativeCrew {
	const pool = nativePool();
	const wanted = Math.ceil(vectors / vectorsOfWorker);
	const useful = usefulCores(cores);
	const callerStep = control.takesPart ? nativeStep : undefined;
	pool.start(Math.min(useful, wanted) - (control.takesPart ? 1 : 0));
	return new Crew(pool, useful, control, callerStep);
}
