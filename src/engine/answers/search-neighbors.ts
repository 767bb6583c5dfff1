import type { Backend } from "../backends/backend.ts";
import { nativeBackend } from "../backends/native-backend.ts";
import { checkSources } from "../check-sources.ts";
import { type CheckedKnnOptions, checkKnnOptions } from "../options.ts";
import { isExact } from "../planning/is-exact.ts";
import { planRecall } from "../planning/plan-recall.ts";
import { prepareSearch } from "../planning/prepare-search.ts";
import type { PreparedSearch } from "../planning/prepared-search.ts";
import { tellsItself } from "../planning/tells-itself.ts";
import { measureRecall } from "../recall/measure-recall.ts";
import type { KnnControl, KnnRequest } from "../request.ts";
import type { KnnSummary, Recall } from "../summary.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { answerQueries } from "./answer-queries.ts";
import type { ResultSink } from "./result-sink.ts";
import { WideAnswers } from "./wide-answers.ts";

/**
 * Finds the k nearest neighbours of every query among the points, on all
 * cores, and gives them to `sink` while it searches. The sources are read until
 * the promise has settled, also when it is cancelled, and must stay mapped.
 * @throws {InvalidQueryError} `invalid_k`, `invalid_dimension`, `invalid_rows`
 * @throws {RangeError | TypeError} options out of range, before any work; nlist
 * or nprobe above what the rows allow
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 * @throws {OutOfMemoryError} there is not so much memory
 * @throws {NativeError} the library cannot be loaded, or failed
 * @throws what the sink throws, once every Worker has stopped
 */
export async function searchNeighbors(
	request: KnnRequest,
	sink: ResultSink,
	control: KnnControl = {},
): Promise<KnnSummary> {
	const options = checkKnnOptions(request);
	checkSources(request);
	using backend = await backendFor(request, options, control);

	const started = performance.now();
	const prepared = await prepareSearch(backend, request, options, control);
	const { points, queries, plan, fit } = prepared;
	using index = prepared.index;
	const check = planRecall(prepared, options);
	const built = performance.now();
	const question = {
		backend,
		index,
		queries,
		nprobe: plan.nprobe,
		options,
		sample: check?.sample.rows ?? [],
		unit: fit.unit,
	};
	const source = tellsItself(plan) ? null : prepared.wide;
	const wide = source && new WideAnswers(question, source, isExact(plan.kind));
	const answered = await answerQueries(question, sink, wide);
	const ended = performance.now();

	const searched = { backend, points, queries, wide: source };
	const { k, metric, engine, cores } = options;
	const seconds = secondsBetween(started, built, ended);
	const asked = askedRows(request.queries ?? request.points);
	return {
		rows: points.all.rows,
		queries: asked,
		filtered: request.points.filter?.passed ?? null,
		dimension: request.points.dimension,
		k,
		metric,
		engine,
		index: describeIndex(prepared, wide?.word ?? ""),
		cores,
		estimated_seconds: prepared.estimated,
		estimate: prepared.estimate,
		seconds,
		points_per_second: asked / seconds.total,
		mean_distance: inUnit(answered.meanDistance, fit.unit),
		recall:
			check === null
				? recallByConstruction(prepared)
				: await measureRecall(searched, answered.found, check, wide, options),
		output: null,
	};
}

async function backendFor(
	{ points, queries, kept }: KnnRequest,
	options: CheckedKnnOptions,
	control: KnnControl,
): Promise<Backend> {
	if (options.engine === "native") {
		// With an index that is kept, the points are not even read.
		const read = kept === undefined || queries === undefined;
		const vectors = (read ? points.rowCount : 0) + (queries?.rowCount ?? 0);
		return nativeBackend(options, control, vectors);
	}
	const { faissNodeBackend } = await import(
		"../backends/faiss-node-backend.ts"
	);
	return faissNodeBackend(options, control);
}

function describeIndex(
	{ plan, index }: PreparedSearch,
	word: string,
): KnnSummary["index"] {
	const { kind, nprobe: value } = plan;
	const reason = plan.reason + word;
	const { effort } = index;
	const isLists = effort?.name === "nprobe";
	const nlist = isLists ? effort.most : null;
	const [nprobe, ef_search] = isLists ? [value, null] : [null, value];
	return { kind, nlist, nprobe, ef_search, reason };
}

/** Of an exact index, whether asked for or not. */
function recallByConstruction({ plan }: PreparedSearch): Recall | null {
	const always = { value: 1, low: 1, high: 1, sample: 0 };
	return isExact(plan.kind) ? always : null;
}

function inUnit(distance: number | null, unit: number): number | null {
	return distance === null ? null : distance * unit;
}

function secondsBetween(started: number, built: number, ended: number) {
	const build = (built - started) / 1000;
	const search = (ended - built) / 1000;
	return { load: 0, build, search, write: 0, total: build + search };
}
