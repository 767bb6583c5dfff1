import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { CellTable } from "../../native/cells.ts";
import { checkSources } from "../check-sources.ts";
import type { Metric } from "../options.ts";
import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import type { KnnSummary } from "../summary.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { countInvalidRows, markExcluded } from "../vectors/invalid-rows.ts";
import { packBatches } from "../vectors/pack-batches.ts";
import { placeColumns } from "../vectors/place-columns.ts";
import { checkHotspotOptions, type HotspotOptions } from "./hotspot-options.ts";
import { shownCount } from "./shown-count.ts";

/** What is counted, and on which grid. */
export interface HotspotRequest extends HotspotOptions {
	readonly points: VectorSource;
}

/** A cell with rows in it. */
export interface Hotspot {
	readonly count: number;
	/** Of its centre, in the order of `columns`. */
	readonly centre: readonly number[];
	/** The lowest row in it. */
	readonly first_row: number;
}

/** Cells with the most rows first, equal ones by their first row. */
export interface HotspotResult {
	/** Rows in each cell [cells]. */
	readonly counts: BigUint64Array;
	/** The lowest row in each [cells]. */
	readonly firstRows: BigUint64Array;
	/** Of each column the cells' centres [cells]. */
	readonly centres: readonly Float64Array[];
	readonly summary: HotspotSummary;
}

/** What was counted; field names as `--json`. */
export interface HotspotSummary
	extends Pick<
		KnnSummary,
		"rows" | "filtered" | "dimension" | "cores" | "seconds" | "output"
	> {
	readonly metric: Metric;
	readonly cell: number;
	/** Names of the coordinates of a centre. */
	readonly columns: readonly string[];
	/** Cells with rows in them. */
	readonly cells: number;
	/** Cells in the result: those with `minCount` rows, `top` at most. */
	readonly hotspots: number;
	/** The first ten, or as many as are asked for, 100 at most. */
	readonly top: readonly Hotspot[];
}

/** Rows that pay for waking another Worker. */
const leastRows = 16_384;
/** As many rows at most are counted, and their cells sorted, in calls of some
 * milliseconds. */
const shortRows = 1 << 17;

/**
 * Counts rows by cells of a grid on all cores, and gives the cells with most of
 * them: the same for any number of cores. The source must stay mapped until the
 * promise has settled.
 * @throws {RangeError} a size or count out of range; metric ip or cosine
 * @throws {InvalidQueryError} `invalid_rows`, `invalid_dimension`
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 */
export async function hotspots(
	{ points, ...given }: HotspotRequest,
	control: KnnControl = {},
): Promise<HotspotResult> {
	const options = checkHotspotOptions(given);
	const { cell, metric, skipInvalid, cores } = options;
	checkSources({ points });
	const started = performance.now();
	const isOnEarth = metric === "haversine";
	const source = isOnEarth ? placeColumns(points) : points;
	const crew = startCrew(cores, control, points.rowCount);
	using table = new CellTable(source.dimension, metric, cell);
	const marks = new Uint8Array(allocate(source.rowCount, "row marks"));
	markExcluded(marks, source.filter);
	await count(crew, source, table, marks);
	countInvalidRows(marks, { role: "points", skipInvalid });
	const { cellCount, ...found } = await fullest(crew, table, source, options);
	const search = (performance.now() - started) / 1000;
	const hotspotCount = found.counts.length;
	return {
		...found,
		summary: {
			rows: source.rowCount,
			filtered: points.filter?.passed ?? null,
			dimension: source.dimension,
			metric,
			cell,
			columns: namesOf(source),
			cells: cellCount,
			hotspots: hotspotCount,
			top: Array.from(
				{ length: Math.min(shownCount(options.top), hotspotCount) },
				(_, i) => ({
					count: Number(found.counts[i]),
					centre: found.centres.map((values) => values[i] ?? Number.NaN),
					first_row: Number(found.firstRows[i]),
				}),
			),
			cores,
			seconds: { load: 0, build: 0, search, write: 0, total: search },
			output: null,
		},
	};
}

async function count(
	crew: NativeCrew,
	source: VectorSource,
	table: CellTable,
	marks: Uint8Array,
): Promise<void> {
	const { rowCount: rows, dimension } = source;
	await crew.run({
		job: {
			kind: "count-cells",
			batches: packBatches(source, null),
			dimension,
			cells: table.handle,
			marks: addressOf(marks),
		},
		chunking: { units: rows, first: leastRows, least: leastRows },
		// Emptying a full table takes a call some 50 ms.
		isShort: rows <= shortRows,
		holds: [source, table, marks],
		progress: { phase: "search", rows },
	});
}

async function fullest(
	crew: NativeCrew,
	table: CellTable,
	{ dimension, rowCount }: VectorSource,
	{ minCount, top }: { minCount: number; top: number },
) {
	const sizes = new BigInt64Array(new ArrayBuffer(16));
	await crew.run({
		job: {
			kind: "sort-cells",
			cells: table.handle,
			minCount,
			top: Math.min(top, Number.MAX_SAFE_INTEGER),
			counts: addressOf(sizes),
		},
		chunking: oneCall,
		isShort: rowCount <= shortRows,
		holds: [table, sizes],
	});
	const [cellCount, found] = [Number(sizes[0]), Number(sizes[1])];
	const what = `${found} cells`;
	const counts = new BigUint64Array(allocate(8 * found, what));
	const firstRows = new BigUint64Array(allocate(8 * found, what));
	const centres = new Float64Array(allocate(8 * found * dimension, what));
	await crew.run({
		job: {
			kind: "read-cells",
			cells: table.handle,
			counts: addressOf(counts),
			firstRows: addressOf(firstRows),
			centres: addressOf(centres),
			stride: found,
		},
		chunking: { units: found, first: leastRows, least: leastRows },
		isShort: true,
		holds: [table, counts, firstRows, centres],
	});
	return {
		cellCount,
		counts,
		firstRows,
		centres: Array.from({ length: dimension }, (_, c) =>
			centres.subarray(c * found, (c + 1) * found),
		),
	};
}

/** Of the columns; the values of a list get numbers. */
function namesOf({ columns }: VectorSource): string[] {
	return columns.flatMap(({ name, width }) =>
		width === 1
			? [name]
			: Array.from({ length: width }, (_, c) => `${name}_${c}`),
	);
}
