import type { Backend, BuiltIndex } from "./backend.ts";
import { checkSources } from "./check-sources.ts";
import { chooseEffort } from "./choose-effort.ts";
import type { Effort } from "./effort.ts";
import type { Found } from "./found.ts";
import { measureRecall } from "./measure-recall.ts";
import { nativeBackend } from "./native-backend.ts";
import { type CheckedKnnOptions, checkKnnOptions } from "./options.ts";
import { prepareSearch } from "./prepare-search.ts";
import type { QuerySet } from "./query-set.ts";
import type { KnnControl, KnnRequest, KnnResult } from "./request.ts";

/**
 * Finds the k nearest neighbours of every query among the points, on all
 * cores. The result's arrays are the caller's. The sources are read until the
 * promise has settled, also when it is cancelled, and must stay mapped.
 * @throws {InvalidQueryError} `invalid_k`, `invalid_dimension`, `invalid_rows`
 * @throws {RangeError | TypeError} options out of range, before any work; nlist
 * or nprobe above what the rows allow
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 * @throws {OutOfMemoryError} vectors or results do not fit in one block
 * @throws {NativeError} the library cannot be loaded, or failed
 */
export async function knn(
	request: KnnRequest,
	control: KnnControl = {},
): Promise<KnnResult> {
	const options = checkKnnOptions(request);
	checkSources(request);
	const backend = await backendFor(request, options, control);

	const started = performance.now();
	const prepared = await prepareSearch(backend, request, options);
	const { points, queries, plan } = prepared;
	using index = prepared.index;
	const effort = await chooseEffort(backend, prepared, options);
	const built = performance.now();
	const found = await search(index, queries, effort, options);
	if (queries.invalid) await backend.blankRows(found, queries.invalid);
	const ended = performance.now();

	const { k, metric, engine, cores } = options;
	const { kind, reason } = plan;
	const { nprobe, efSearch: ef_search } = effort;
	const nlist = index.mostEffort.nprobe;
	const seconds = secondsBetween(started, built, ended);
	return {
		k,
		queryCount: found.rows,
		neighbors: found.neighbors,
		distances: found.distances,
		summary: {
			rows: points.all.rows,
			queries: found.rows,
			dimension: request.points.dimension,
			k,
			metric,
			engine,
			index: { kind, nlist, nprobe, ef_search, reason },
			cores,
			seconds,
			points_per_second: found.rows / seconds.total,
			mean_distance: await backend.meanDistance(found),
			recall: await measureRecall(
				backend,
				kind,
				found,
				points,
				queries,
				options,
			),
			output: null,
		},
	};
}

async function backendFor(
	{ points, queries }: KnnRequest,
	options: CheckedKnnOptions,
	control: KnnControl,
): Promise<Backend> {
	if (options.engine === "native") {
		const vectors = points.rowCount + (queries?.rowCount ?? 0);
		return nativeBackend(options, control, vectors);
	}
	const { faissNodeBackend } = await import("./faiss-node-backend.ts");
	return faissNodeBackend(options, control);
}

function search(
	index: BuiltIndex,
	{ matrix, areThePoints, leaveSelfOut }: QuerySet,
	effort: Effort,
	{ k, includeSelf }: CheckedKnnOptions,
): Promise<Found> {
	return areThePoints && index.searchAll !== undefined
		? index.searchAll(k, includeSelf)
		: index.search(matrix, { k, leaveSelfOut, ...effort, isMainSearch: true });
}

function secondsBetween(started: number, built: number, ended: number) {
	const build = (built - started) / 1000;
	const search = (ended - built) / 1000;
	return { load: 0, build, search, write: 0, total: build + search };
}
