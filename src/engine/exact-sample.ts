import type { Backend } from "./backend.ts";
import type { Found } from "./found.ts";
import type { Vectors } from "./pack-vectors.ts";
import { flatPlan } from "./planner.ts";
import { type QuerySample, searchSample } from "./search-sample.ts";

/** The exact neighbours of sampled queries, by comparing with every point. */
export async function exactSample(
	backend: Backend,
	points: Vectors,
	sample: QuerySample,
	k: number,
): Promise<Found> {
	using index = await backend.build(flatPlan, points);
	return await searchSample(index, sample, k, null);
}
