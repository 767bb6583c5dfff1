import { availableParallelism } from "node:os";
import type { KnnControl } from "../request.ts";
import { Crew } from "./crew.ts";
import { type NativeCrew, nativePool } from "./native-pool.ts";

/** Vectors that are worth a Worker, which takes some 5 ms to start. */
const vectorsOfWorker = 16_384;

/** Has Workers start, as many as `vectors` are worth, and gives them as one
 * search's. They start while the first one packs and builds; more than the
 * machine runs at once would only hold that up. */
export function startCrew(
	cores: number,
	control: KnnControl,
	vectors: number,
): NativeCrew {
	const pool = nativePool();
	const wanted = Math.ceil(vectors / vectorsOfWorker);
	pool.start(Math.min(cores, wanted, availableParallelism()));
	return new Crew(pool, cores, control);
}
