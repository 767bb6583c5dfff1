import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { InvalidQueryError } from "../../errors.ts";
import { checkKnnOptions, type KnnOptions } from "../options.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import type { Bounds } from "./bounds.ts";
import { boundsOf } from "./heatmap-bounds.ts";
import { rowBlocks } from "./row-blocks.ts";

/** What is drawn on a grid. */
export interface HeatmapRequest
	extends Pick<KnnOptions, "cores" | "skipInvalid"> {
	/** Two plain columns, and a third whose mean is wanted. */
	readonly source: VectorSource;
	/** Null: chosen so that most rows can be seen. */
	readonly bounds: Bounds | null;
	/** How many cells, once the bounds are known. */
	cellsOf(bounds: Bounds): { readonly columns: number; readonly rows: number };
}

/** Counts by cell, row by row from the lowest y. */
export interface Heatmap {
	readonly bounds: Bounds;
	readonly columns: number;
	readonly rows: number;
	readonly counts: Float64Array;
	/** Mean of the third column; NaN where a cell is empty; null without one. */
	readonly means: Float64Array | null;
	/** Rows of the table, those outside the bounds, and those left out. */
	readonly rowCount: number;
	/** Rows that pass the filter; null without one. */
	readonly filtered: number | null;
	readonly outside: number;
	readonly invalid: number;
	/** What finding the bounds took, and counting. */
	readonly seconds: { readonly build: number; readonly search: number };
}

/** What the counts of all blocks may take, bytes. */
const mostBytes = 256 * 2 ** 20;
/** Adding up those of more blocks takes longer than they save. */
const mostBlocks = 64;
/** A block of so many rows at most is counted in some milliseconds. */
const shortBlock = 1 << 20;

/**
 * Counts a table's rows by the cells of a grid on all cores, and adds up a
 * column. Reads the columns where they lie, twice where no bounds are given; the
 * source must stay mapped until the promise has settled.
 * @throws {InvalidQueryError} `invalid_rows`: rows with null, NaN or infinity,
 * unless they are skipped, or no other; `invalid_column`: a list
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 */
export async function heatmap(
	{ source, cellsOf, ...request }: HeatmapRequest,
	control: KnnControl = {},
): Promise<Heatmap> {
	const { cores, skipInvalid } = checkKnnOptions({
		cores: request.cores,
		skipInvalid: request.skipInvalid,
	});
	checkArePlain(source.columns);
	const started = performance.now();
	const crew = startCrew(cores, control, source.rowCount);
	const bounds = request.bounds ?? (await boundsOf(crew, source));
	const bounded = performance.now();
	const { columns, rows } = cellsOf(bounds);
	const { tally, ...grid } = await count(crew, source, bounds, columns, rows);
	const ended = performance.now();
	const { outside, invalid, firstInvalid } = tally;
	if (invalid > 0 && !skipInvalid) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot draw ${invalid} of the ${source.rowCount} rows: they hold null, NaN or infinity, the first in row ${firstInvalid}; leave them out with --skip-invalid`,
			{ details: { count: invalid, first: firstInvalid } },
		);
	}
	return {
		bounds,
		columns,
		rows,
		...grid,
		rowCount: source.rowCount,
		filtered: source.filter?.passed ?? null,
		outside,
		invalid,
		seconds: {
			build: (bounded - started) / 1000,
			search: (ended - bounded) / 1000,
		},
	};
}

async function count(
	crew: NativeCrew,
	source: VectorSource,
	{ x, y }: Bounds,
	columns: number,
	lines: number,
) {
	const cells = columns * lines;
	const hasValue = source.dimension > 2;
	const bytes = 8 * cells * (hasValue ? 2 : 1);
	const most = Math.min(mostBlocks, Math.floor(mostBytes / bytes));
	const { job, blocks, holds } = rowBlocks(source, Math.max(1, most));
	const what = `${columns} x ${lines} cells`;
	const values = () => new Float64Array(allocate(8 * cells * blocks, what));
	const [counts, sums] = [values(), hasValue ? values() : null];
	const edges = Float64Array.of(...x, ...y);
	const tally = new BigInt64Array(new ArrayBuffer(8 * 3 * blocks));
	for (let block = 0; block < blocks; block++) tally[3 * block + 2] = -1n;
	await crew.run({
		job: {
			...job,
			kind: "count-grid",
			bounds: addressOf(edges),
			columns,
			lines,
			counts: addressOf(counts),
			sums: sums === null ? 0 : addressOf(sums),
			tally: addressOf(tally),
		},
		chunking: { units: blocks, first: 1 },
		isShort: job.block <= shortBlock,
		holds: [...holds, edges, counts, sums, tally],
		progress: { phase: "search", rows: source.rowCount },
	});
	const total = addUp(counts, cells);
	const of = (part: number) => [...tally].filter((_, i) => i % 3 === part);
	const add = (parts: bigint[]) => Number(parts.reduce((a, b) => a + b, 0n));
	return {
		counts: total,
		means: sums && addUp(sums, cells).map((sum, i) => sum / (total[i] ?? 0)),
		tally: {
			outside: add(of(0)),
			invalid: add(of(1)),
			firstInvalid: Number(of(2).find((row) => row >= 0n) ?? -1n),
		},
	};
}

/** The values of all blocks together, in an array of their own. */
function addUp(values: Float64Array, cells: number): Float64Array {
	if (values.length === cells) return values;
	const sums = values.slice(0, cells);
	for (let at = cells; at < values.length; at += cells) {
		for (let cell = 0; cell < cells; cell++) {
			sums[cell] = (sums[cell] as number) + (values[at + cell] as number);
		}
	}
	return sums;
}

function checkArePlain(columns: readonly NumericColumn[]): void {
	for (const { name, width } of columns) {
		if (width === 1) continue;
		throw new InvalidQueryError(
			"invalid_column",
			`Cannot draw column ${JSON.stringify(name)}: it is a list of ${width}, expected plain numeric columns`,
			{ details: { column: name } },
		);
	}
}
