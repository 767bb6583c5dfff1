import type { Found } from "../answers/found.ts";
import { type QuerySample, searchSample } from "../answers/search-sample.ts";
import type { Backend } from "../backends/backend.ts";
import { flatPlan } from "../planning/planner.ts";
import type { Vectors } from "../vectors/sift-rows.ts";

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
