import { ownQueries } from "../answers/own-queries.ts";
import { searchSample } from "../answers/search-sample.ts";
import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { ivfPlan } from "../planning/planner.ts";
import { countHits } from "../recall/count-hits.ts";
import { exactSample } from "../recall/exact-sample.ts";
import { recallInterval } from "../recall/recall-interval.ts";
import { drawSample } from "../vectors/draw-sample.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import type { Vectors } from "../vectors/sift-rows.ts";

const sampleSize = 4096;
const queryCount = 256;
export const listCount = 256;
/** Fewer points a list would be no lists. */
const pointsPerList = 16;

/**
 * Which share of an IVF index's lists a query has to visit, about, tried on a
 * small index over a sample of the points: of data in clusters few, of data
 * that spreads over many dimensions most. So many of the sampled points are
 * looked for as the wanted k would be of all.
 * @returns the share of so many lists; of finer ones it is less
 *   (`consider-lists.ts`)
 */
export async function measureLists(
	backend: Backend,
	{ valid }: Vectors,
	{ k, metric, recallTarget, seed }: CheckedKnnOptions,
): Promise<number> {
	const rows = drawSample(valid.rows, null, sampleSize, seed + 2);
	const all = pickRows(valid, rows);
	const points = { all, valid: all, rowNumbers: null, invalid: null };
	const nlist = Math.min(listCount, Math.ceil(rows.length / pointsPerList));
	using index = await backend.build(ivfPlan(nlist), points);
	const asked = drawSample(rows.length, null, queryCount, seed + 3);
	const sample = {
		rows: asked,
		matrix: pickRows(all, asked),
		leaveSelfOut: true,
	};
	const wanted = Math.max(1, Math.round((k * rows.length) / valid.rows));
	const queries = ownQueries(points, false);
	const searched = { backend, points, queries, wide: null };
	const exact = await exactSample(searched, sample, wanted);
	const places = asked.map((_, i) => i);
	for (let nprobe = 1; nprobe < nlist; nprobe = Math.ceil(nprobe * 1.25)) {
		const found = await searchSample(index, sample, wanted, nprobe);
		const { value } = recallInterval(countHits(exact, found, places, metric));
		if (value >= recallTarget) return nprobe / nlist;
	}
	return 1;
}
