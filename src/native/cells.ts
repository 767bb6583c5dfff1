/** Counting rows by the cells of a grid, from any thread; see
 * native/include/arrowshelf_cells.h. Addresses are of memory that the caller
 * holds until the call returns; 0 stands for NULL. */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";
import { nativeMetric } from "./vector-index.ts";

const address = (value: number): Pointer => value as Pointer;

/** Counts by cell. The object owns the handle: `using` frees it, when no thread
 * counts any more. */
export class CellTable implements Disposable {
	#handle: number;

	/** @param size a cell's side: in the rows' unit, or metres */
	constructor(dimension: number, metric: "l2" | "haversine", size: number) {
		const out = new BigUint64Array(1);
		checkStatus(
			loadNative().as_cells_create(dimension, nativeMetric[metric], size, out),
			"cut cells",
		);
		this.#handle = Number(out[0]);
	}

	get handle(): number {
		return this.#handle;
	}

	[Symbol.dispose](): void {
		if (this.#handle !== 0) loadNative().as_cells_free(address(this.#handle));
		this.#handle = 0;
	}
}

/** Float64 rows first .. first+rows-1 of a table. */
export interface RowsAt {
	readonly values: number;
	readonly first: number;
	readonly rows: number;
}

/** Counts rows by cells. `marks`: a byte a row, as as_cells_count takes it. */
export function countCells(
	cells: number,
	{ values, first, rows }: RowsAt,
	marks: number,
): void {
	checkStatus(
		loadNative().as_cells_count(
			address(cells),
			address(values),
			first,
			rows,
			address(marks),
		),
		"count rows by cells",
	);
}

/** Sorts the cells with at least `minCount` rows, the fullest first, `top` at
 * most. `counts`: int64 [2] out, how many cells hold rows, and how many are
 * sorted. */
export function sortCells(
	cells: number,
	minCount: number,
	top: number,
	counts: number,
): void {
	checkStatus(
		loadNative().as_cells_sort(
			address(cells),
			minCount,
			top,
			address(counts),
			address(counts + 8),
		),
		"sort cells",
	);
}

/** Where sorted cells go. */
export interface CellPlaces {
	/** uint64 out, of each cell. */
	readonly counts: number;
	readonly firstRows: number;
	/** float64 out: coordinate c of cell i at `c * stride + i`. */
	readonly centres: number;
	readonly stride: number;
}

/** Reads some of the sorted cells. */
export function readCells(
	cells: number,
	first: number,
	count: number,
	to: CellPlaces,
): void {
	checkStatus(
		loadNative().as_cells_read(
			address(cells),
			first,
			count,
			address(to.counts),
			address(to.firstRows),
			address(to.centres),
			to.stride,
		),
		"read cells",
	);
}

/** Widens `bounds`, float64 [low x, high x, low y, high y], by some rows. */
export function widenBounds(
	{ values, rows }: RowsAt,
	dimension: number,
	excluded: number,
	bounds: number,
): void {
	checkStatus(
		loadNative().as_widen_bounds(
			address(values),
			rows,
			dimension,
			address(excluded),
			address(bounds),
		),
		"find the bounds of rows",
	);
}

/** The cells of a rectangle, as as_count_grid takes them. */
export interface GridPlaces {
	/** float64 [4]. */
	readonly bounds: number;
	readonly columns: number;
	readonly lines: number;
	/** float64 [lines x columns], added to; sums 0: none. */
	readonly counts: number;
	readonly sums: number;
	/** int64 [3], added to. */
	readonly tally: number;
}

/** Adds rows to the cells of a rectangle. */
export function countGrid(
	{ values, first, rows }: RowsAt,
	dimension: number,
	excluded: number,
	to: GridPlaces,
): void {
	checkStatus(
		loadNative().as_count_grid(
			address(values),
			first,
			rows,
			dimension,
			address(excluded),
			address(to.bounds),
			to.columns,
			to.lines,
			address(to.counts),
			address(to.sums),
			address(to.tally),
		),
		"count rows on a grid",
	);
}
