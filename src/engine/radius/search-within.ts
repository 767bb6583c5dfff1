import { InvalidQueryError } from "../../errors.ts";
import { checkSources } from "../check-sources.ts";
import type { KnnOptions } from "../options.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl, KnnRequest } from "../request.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import type { Matrix } from "../vectors/matrix.ts";
import { packWide } from "../vectors/pack-wide.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type { ListPlaces, ListSink } from "./list-sink.ts";
import { buildRadiusIndex, type RadiusIndex } from "./radius-index.ts";
import { checkRadiusOptions, type RadiusOptions } from "./radius-options.ts";
import type { RadiusSummary } from "./radius-summary.ts";

/** What is searched, and how far. */
export interface RadiusRequest
	extends KnnOptions,
		Pick<KnnRequest, "points" | "queries"> {
	readonly radius: number;
}

/**
 * Finds all neighbours of every query within a radius, on all cores, exactly:
 * everything is told in float64. They are counted first; then `sink` says where
 * they are listed. The sources must stay mapped until the promise has settled.
 * @throws {InvalidQueryError} `invalid_dimension`, `invalid_rows`
 * @throws {RangeError | TypeError} options out of range, before any work
 * @throws {OutOfMemoryError} vectors do not fit
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 * @throws {NativeError} the library cannot be loaded, or failed
 * @throws what the sink throws, once every Worker has stopped
 */
export async function searchWithin(
	request: RadiusRequest,
	sink: ListSink,
	control: KnnControl = {},
): Promise<RadiusSummary> {
	const options = checkRadiusOptions(request);
	checkSources(request);
	const { radius, metric, cores } = options;
	const started = performance.now();
	const vectors = request.points.rowCount + (request.queries?.rowCount ?? 0);
	const crew = startCrew(cores, control, vectors);
	using _ = crew.memory;
	const { points, queries, scale } = await pack(crew, request, options);
	const indexed = { points, scale };
	using index = await buildRadiusIndex(crew, indexed, metric, radius);
	const built = performance.now();
	const search = { crew, index, queries, options };
	const rows = queries?.rows ?? points.all.rows;
	const counts = await count(search, rows);
	const parts = queries?.rows ?? index.units;
	const sums = new Float64Array(allocate(8 * parts, "sums of distances"));
	let ended = performance.now();
	await sink.take(counts, async (places) => {
		await list(search, places, sums, rows);
		checkTold(sums, radius);
		ended = performance.now();
	});
	const neighbors = counts.reduce((sum, count) => sum + count, 0);
	const distance = sums.reduce((sum, part) => sum + part, 0);
	const build = (built - started) / 1000;
	const seconds = (ended - built) / 1000;
	const asked = askedRows(request.queries ?? request.points);
	return {
		rows: points.all.rows,
		queries: asked,
		filtered: request.points.filter?.passed ?? null,
		dimension: request.points.dimension,
		k: null,
		radius,
		metric,
		engine: "native",
		index: {
			kind: index.kind,
			nlist: null,
			nprobe: null,
			ef_search: null,
			reason:
				index.kind === "tree"
					? "all within a radius, by an exact tree in float64"
					: "all within a radius, every pair compared in float64",
		},
		cores,
		seconds: {
			load: 0,
			build,
			search: seconds,
			write: 0,
			total: build + seconds,
		},
		points_per_second: asked / (build + seconds),
		neighbors,
		mean_neighbors: neighbors / Math.max(1, asked),
		mean_distance: neighbors === 0 ? null : distance / neighbors,
		recall: { value: 1, low: 1, high: 1, sample: 0 },
		output: null,
	};
}

/** Packs the points and, where they are others, the queries. */
async function pack(
	crew: NativeCrew,
	sources: RadiusRequest,
	options: RadiusOptions,
): Promise<{ points: Vectors; queries: Matrix | null; scale: number }> {
	const { points, queries, scale } = await packWide(crew, sources, options);
	if (queries === null) return { points, queries, scale };
	const { all, invalid } = queries;
	// NaN is near nothing.
	for (let row = 0; invalid !== null && row < all.rows; row++) {
		if (invalid[row] !== 0) rowsOf(all, row, 1).fill(Number.NaN);
	}
	return { points, queries: all, scale };
}

/** Only a radius that float32 cannot hold has such distances.
 * @throws {InvalidQueryError} `invalid_rows` */
function checkTold(sums: Float64Array, radius: number): void {
	if (Math.fround(radius) !== Infinity || !sums.includes(Infinity)) return;
	throw new InvalidQueryError(
		"invalid_rows",
		`Cannot tell all distances within ${radius}: expected none above 3.4e38, the largest float32`,
	);
}

interface Search {
	readonly crew: NativeCrew;
	readonly index: RadiusIndex;
	/** Null: the points themselves. */
	readonly queries: Matrix | null;
	readonly options: RadiusOptions;
}

async function count(search: Search, rows: number): Promise<Uint32Array> {
	const counts = new Uint32Array(new ArrayBuffer(4 * rows));
	await search.crew.run({
		...task(search, [counts]),
		job: { ...whose(search), kind: "count-near", counts: addressOf(counts) },
	});
	return counts;
}

async function list(
	search: Search,
	places: ListPlaces | null,
	sums: Float64Array,
	rows: number,
): Promise<void> {
	const { offsets, neighbors, distances } = places ?? nowhere;
	await search.crew.run({
		...task(search, [places?.holds, sums]),
		job: {
			...whose(search),
			kind: "list-near",
			offsets,
			neighbors,
			distances,
			sums: addressOf(sums),
		},
		progress: { phase: "search", rows },
	});
}

const nowhere = { offsets: 0, neighbors: 0, distances: 0 };

function whose({ index, queries, options }: Search) {
	return {
		index: index.handle,
		queries: queries?.address ?? 0,
		rowNumbers: index.rowNumbers,
		includeSelf: options.includeSelf,
	};
}

function task({ index, queries }: Search, written: readonly unknown[]) {
	const least = queries === null ? index.leastUnits : index.leastRows;
	const units = queries === null ? index.units : queries.rows;
	return {
		chunking: { units, first: least, least },
		holds: [index, queries, ...written],
	};
}
