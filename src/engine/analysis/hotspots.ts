import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { cancelledBy } from "../../errors.ts";
import { checkSources } from "../check-sources.ts";
import type { Metric } from "../options.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import type { KnnSummary } from "../summary.ts";
import { countInvalidRows } from "../vectors/invalid-rows.ts";
import type { Matrix } from "../vectors/matrix.ts";
import { packVectors } from "../vectors/pack-vectors.ts";
import { placeColumns } from "../vectors/place-columns.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import { CellCounts } from "./cell-counts.ts";
import { cubeGrid, earthGrid } from "./grids.ts";
import { checkHotspotOptions, type HotspotOptions } from "./hotspot-options.ts";

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
	readonly hotspots: readonly Hotspot[];
	readonly summary: HotspotSummary;
}

/** What was counted; field names as `--json`. */
export interface HotspotSummary
	extends Pick<
		KnnSummary,
		"rows" | "filtered" | "dimension" | "seconds" | "output"
	> {
	readonly metric: Metric;
	readonly cell: number;
	/** Names of the coordinates of a centre. */
	readonly columns: readonly string[];
	/** Cells with rows in them. */
	readonly cells: number;
	/** Cells in the result: those with `minCount` rows, `top` at most. */
	readonly hotspots: number;
	/** The first ten. */
	readonly top: readonly Hotspot[];
}

const shownCells = 10;
const rowsOfTurn = 1 << 17;
/** What as_unit_vectors of arrowshelf.h marks such a row with. */
const noPlace = 2;

/**
 * Counts rows by cells of a grid, and gives the cells with most of them. The
 * source must stay mapped until the promise has settled.
 * @throws {RangeError} a size or count out of range; metric ip or cosine
 * @throws {InvalidQueryError} `invalid_rows`, `invalid_dimension`
 * @throws {CancelledError} the control's signal
 */
export async function hotspots(
	request: HotspotRequest,
	control: KnnControl = {},
): Promise<HotspotResult> {
	const { points, ...given } = request;
	const options = checkHotspotOptions(given);
	const { cell, minCount, top } = options;
	checkSources({ points });
	const started = performance.now();
	const isOnEarth = options.metric === "haversine";
	const source = isOnEarth ? placeColumns(points) : points;
	const crew = startCrew(options.cores, control, points.rowCount);
	using _ = crew.memory;
	const { all, invalid } = await packVectors(crew, source, {
		role: "points",
		metric: "l2",
		skipInvalid: options.skipInvalid,
		centre: null,
		isWide: true,
	});
	const marks = invalid ?? new Uint8Array(all.rows);
	if (isOnEarth) {
		markNoPlaces(all, marks);
		countInvalidRows(marks, { role: "points", ...options });
	}
	const built = performance.now();
	const grid = isOnEarth ? earthGrid(cell) : cubeGrid(cell);
	const counts = new CellCounts(all.dimension);
	const key = new Float64Array(all.dimension);
	const place = new Float64Array(all.dimension);
	for (const { first, count, values } of blocksOf(all)) {
		control.onProgress?.({ phase: "search", done: first, total: all.rows });
		await Bun.sleep(0);
		if (control.signal?.aborted) throw cancelledBy(control.signal, "count");
		for (let row = 0; row < count; row++) {
			if (marks[first + row] !== 0) continue;
			for (let c = 0; c < all.dimension; c++) {
				place[c] = values[row * all.dimension + c] ?? 0;
			}
			grid.cellOf(place, key);
			counts.add(key, first + row);
		}
	}
	const found = hottest(counts, minCount, top).map((number) => ({
		count: counts.count(number),
		centre: grid.centreOf(counts.key(number)),
		first_row: counts.firstRow(number),
	}));
	const ended = performance.now();
	const [build, search] = [(built - started) / 1000, (ended - built) / 1000];
	return {
		hotspots: found,
		summary: {
			rows: all.rows,
			filtered: points.filter?.passed ?? null,
			dimension: all.dimension,
			metric: options.metric,
			cell,
			columns: namesOf(source),
			cells: counts.size,
			hotspots: found.length,
			top: found.slice(0, shownCells),
			seconds: { load: 0, build, search, write: 0, total: build + search },
			output: null,
		},
	};
}

function markNoPlaces(degrees: Matrix, marks: Uint8Array): void {
	for (const { first, count, values } of blocksOf(degrees)) {
		for (let row = 0; row < count; row++) {
			const latitude = values[2 * row] ?? 0;
			const longitude = values[2 * row + 1] ?? 0;
			const isPlace =
				Math.abs(latitude) <= 90 && longitude >= -180 && longitude <= 360;
			const at = first + row;
			if (marks[at] === 0 && !isPlace) marks[at] = noPlace;
		}
	}
}

/** The rows in pieces, as views. */
function* blocksOf(matrix: Matrix) {
	for (let first = 0; first < matrix.rows; first += rowsOfTurn) {
		const count = Math.min(rowsOfTurn, matrix.rows - first);
		yield { first, count, values: rowsOf(matrix, first, count) };
	}
}

/** Numbers of the cells, the fullest first. */
function hottest(counts: CellCounts, minCount: number, top: number): number[] {
	const cells: number[] = [];
	for (let cell = 0; cell < counts.size; cell++) {
		if (counts.count(cell) >= minCount) cells.push(cell);
	}
	cells.sort(
		(a, b) =>
			counts.count(b) - counts.count(a) ||
			counts.firstRow(a) - counts.firstRow(b),
	);
	return cells.slice(0, top);
}

/** Of the columns; the values of a list get numbers. */
function namesOf({ columns }: VectorSource): string[] {
	return columns.flatMap(({ name, width }) =>
		width === 1
			? [name]
			: Array.from({ length: width }, (_, c) => `${name}_${c}`),
	);
}
