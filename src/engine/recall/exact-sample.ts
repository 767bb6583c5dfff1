import { blockOf } from "../answers/block-of.ts";
import type { Found } from "../answers/found.ts";
import { type QuerySample, searchSample } from "../answers/search-sample.ts";
import { WideAnswers } from "../answers/wide-answers.ts";
import type { Backend } from "../backends/backend.ts";
import { flatPlan } from "../planning/planner.ts";
import type { PackedSources } from "../vectors/pack-sources.ts";

/** What is searched. */
export interface Searched
	extends Pick<PackedSources, "points" | "queries" | "wide"> {
	readonly backend: Backend;
}

/** Exact neighbours of sampled queries. */
export interface ExactSample extends Found {
	/** Rows of the queries whose neighbours are told in float64. */
	readonly inWide: ReadonlySet<number>;
}

/** The exact neighbours of sampled queries, by comparing with every point. */
export async function exactSample(
	{ backend, points, queries, wide }: Searched,
	sample: QuerySample,
	k: number,
): Promise<ExactSample> {
	using index = await backend.build(flatPlan, points);
	const found = await searchSample(index, sample, k, null);
	if (wide === null) return { ...found, inWide: new Set() };
	const question = { backend, index, queries, nprobe: null };
	const answers = new WideAnswers(question, wide, true);
	const inWide = await answers.prove(blockOf(found, sample.rows));
	return { ...found, inWide };
}
