import { blockOf } from "../answers/block-of.ts";
import type { Found } from "../answers/found.ts";
import { sampleQueries, searchSample } from "../answers/search-sample.ts";
import { WideAnswers } from "../answers/wide-answers.ts";
import type { BuiltIndex, EffortRange } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { countHits } from "../recall/count-hits.ts";
import { exactSample, type Searched } from "../recall/exact-sample.ts";
import {
	type KnownCheck,
	type RecallCheck,
	splitCheck,
} from "../recall/recall-check.ts";
import { recallInterval } from "../recall/recall-interval.ts";
import { leastNprobe } from "./least-nprobe.ts";

/** Bounds of a sample, whatever the target. */
const leastSample = 256;
const mostSample = 4096;
/** One query in so many is sampled: to search it exactly costs as much as to
 * search some dozens by lists. */
const queriesPerSampled = 32;
/** But so many are, as long as there are as many. */
const fewestSampled = 64;

/** Where even the most an index can do misses the target, since it keeps codes
 * instead of vectors: so much of what it can reach. */
const ofReachable = 0.99;

/** How far to look (lists to visit, or efSearch), and what will tell how good that is. */
export interface NprobeChoice {
	readonly nprobe: number;
	/** What was chosen: for the plan's reason. */
	readonly reason: string;
	/** Rows of the queries that it was chosen on. */
	readonly chosenOn: readonly number[];
	/** Other queries; null: there are none. */
	readonly check: RecallCheck | null;
}

/**
 * The least nprobe, up to `effort.most`, that a sample of the queries shows to reach
 * the recall wanted: the lower end of the recall's 95 % interval does, or not a
 * neighbour is missed. Visiting more lists never finds less, so the chance to
 * fall short is that of one interval, 2.5 %, however many were tried. A second
 * sample as large is kept for measuring; the exact neighbours of both are found
 * in one pass.
 */
export async function chooseNprobe(
	searched: Searched,
	index: BuiltIndex,
	effort: EffortRange,
	{ k, metric, recallTarget, seed }: CheckedKnnOptions,
): Promise<NprobeChoice> {
	const { name, most, isExactAtMost } = effort;
	const size = sampleSize(recallTarget, searched.queries.matrix.rows);
	const sample = sampleQueries(searched.queries, 2 * size, seed);
	const exact = await exactSample(searched, sample, k);
	const [chosen, other] = splitCheck({ sample, exact });
	const places = chosen.sample.rows.map((_, i) => i);
	const lowEnds = new Map<number, number>();
	async function recallWith(tried: number) {
		const found = await findAsTold(searched, index, chosen, tried);
		const hits = countHits(chosen.exact, found, places, metric);
		const recall = recallInterval(hits);
		lowEnds.set(tried, recall.low);
		return recall;
	}
	const best = isExactAtMost ? null : (await recallWith(most)).value;
	const nprobe = await leastNprobe(most, async (tried) => {
		const { value, low } = await recallWith(tried);
		if (best !== null && best < recallTarget)
			return value >= ofReachable * best;
		// Only all lists together are sure to miss nothing.
		return low >= recallTarget || (value === 1 && recallTarget < 1);
	});
	const queryCount = `${places.length} sampled ${places.length === 1 ? "query" : "queries"}`;
	const isShown = (lowEnds.get(nprobe) ?? 0) >= recallTarget;
	const reason =
		best !== null && best < recallTarget
			? `${name} ${nprobe} comes near what this index can reach on ${queryCount}, recall ${best.toFixed(3)}`
			: nprobe === most && isExactAtMost
				? `all lists are visited, since fewer do not show recall ${recallTarget} on ${queryCount}`
				: isShown
					? `${name} ${nprobe} is the least that shows recall ${recallTarget} on ${queryCount}`
					: `${name} ${nprobe} misses nothing on ${queryCount}, too few to show recall ${recallTarget}`;
	const check = other.sample.rows.length > 0 ? other : null;
	return { nprobe, reason, chosenOn: chosen.sample.rows, check };
}

/** What a search that looks so far would tell of the sample, all distances in
 * float64 where the exact ones are. */
async function findAsTold(
	{ backend, queries, wide }: Searched,
	index: BuiltIndex,
	{ sample, exact }: KnownCheck,
	nprobe: number,
): Promise<Found> {
	const found = await searchSample(index, sample, exact.k, nprobe);
	if (wide === null) return found;
	const question = { backend, index, queries, nprobe };
	const answers = new WideAnswers(question, wide, false);
	const block = blockOf(found, sample.rows);
	await answers.refine(block);
	await answers.measure(block, exact.inWide);
	return found;
}

/** Four times the queries that could show the target if they missed nothing. */
export function sampleSize(target: number, queryCount: number): number {
	const showing = (1.96 ** 2 * target) / Math.max(1e-6, 1 - target);
	const wanted = Math.min(mostSample, Math.max(leastSample, 4 * showing));
	const affordable = Math.max(fewestSampled, queryCount / queriesPerSampled);
	const each = Math.min(wanted, affordable, queryCount / 2);
	return Math.max(1, Math.ceil(each));
}
