import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { topRows } from "../answers/top-rows.ts";
import { knn } from "../knn.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl, KnnResult } from "../request.ts";
import type { KnnSummary } from "../summary.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { checkOutlierOptions, type OutlierOptions } from "./outlier-options.ts";
import { shownCount } from "./shown-count.ts";

/** What is looked through for outliers, and how. */
export interface OutlierRequest extends OutlierOptions {
	readonly points: VectorSource;
}

/** How far out every row lies. */
export interface OutlierResult {
	/** By row, larger is further out; NaN: left out, or the only row. */
	readonly scores: Float64Array;
	readonly summary: OutlierSummary;
}

/** What was looked through, and how; field names as `--json`. */
export interface OutlierSummary
	extends Pick<
		KnnSummary,
		| "rows"
		| "filtered"
		| "dimension"
		| "metric"
		| "k"
		| "index"
		| "cores"
		| "seconds"
		| "output"
	> {
	readonly method: "knn" | "lof";
	/** The rows that lie furthest out, the furthest first: ten, or as many as are
	 * asked for, 100 at most. */
	readonly top: readonly { readonly row: number; readonly score: number }[];
}

/** Rows that pay for waking another Worker. */
const leastRows = 16_384;

/**
 * Tells how far out every row lies, by its k nearest neighbours, which are found
 * exactly: the distance of the k-th, or the local outlier factor (Breunig and
 * others, 2000; scikit-learn's LocalOutlierFactor): how much thinner its
 * surroundings are than those of its neighbours, about 1 inside. Throws as `knn`
 * does.
 */
export async function outliers(
	{ points, ...given }: OutlierRequest,
	control: KnnControl = {},
): Promise<OutlierResult> {
	const { method, k: wanted, ...options } = checkOutlierOptions(given);
	// A row has no more neighbours than there are others.
	const k = Math.max(1, Math.min(wanted, askedRows(points) - 1));
	const near = await knn({ ...options, points, k, index: "exact" }, control);
	const started = performance.now();
	const scores =
		method === "knn"
			? farthest(near)
			: await localFactors(near, options.cores, control);
	const took = (performance.now() - started) / 1000;
	const { rows, filtered, dimension, metric, index, cores, seconds } =
		near.summary;
	return {
		scores,
		summary: {
			rows,
			filtered,
			dimension,
			method,
			metric,
			k,
			index,
			top: topRows(scores, shownCount(given.top)).map((row) => ({
				row,
				score: scores[row] ?? Number.NaN,
			})),
			cores,
			seconds: {
				...seconds,
				search: seconds.search + took,
				total: seconds.total + took,
			},
			output: null,
		},
	};
}

/** The distance of each row's last neighbour. */
function farthest({ k, queryCount, distances }: KnnResult): Float64Array {
	const scores = new Float64Array(queryCount);
	for (let row = 0; row < queryCount; row++) {
		let last = (row + 1) * k - 1;
		while (last > row * k && Number.isNaN(distances[last])) last--;
		scores[row] = distances[last] ?? Number.NaN;
	}
	return scores;
}

async function localFactors(
	{ k, queryCount: rows, distances, neighbors }: KnnResult,
	cores: number,
	control: KnnControl,
): Promise<Float64Array> {
	const { signal } = control;
	const crew = startCrew(cores, { signal }, rows);
	const density = new Float64Array(allocate(8 * rows, "local densities"));
	const factor = new Float64Array(allocate(8 * rows, "outlier factors"));
	const shared = {
		chunking: { units: rows, first: leastRows, least: leastRows },
		holds: [distances, neighbors, density, factor],
	};
	const lists = {
		k,
		distances: addressOf(distances),
		neighbors: addressOf(neighbors),
		density: addressOf(density),
	};
	await crew.run({ ...shared, job: { kind: "local-density", ...lists } });
	await crew.run({
		...shared,
		job: { kind: "local-outlier", ...lists, factor: addressOf(factor) },
	});
	return factor;
}
