/** Searching an index by its handle, from any thread. Addresses are of memory
 * that the caller holds until the call returns; 0 stands for NULL. */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";

const address = (value: number): Pointer => value as Pointer;

export interface SearchArguments {
	/** Handle of the index. */
	readonly index: number;
	/** Row-major [rows x d]: float64 for a wide tree, else float32. */
	readonly queries: number;
	readonly isWide: boolean;
	readonly rows: number;
	/** Table row of the first query, each being left out of its own list; -1:
	 * nothing is left out. */
	readonly firstQuery: number;
	/** int64 table row of each indexed vector; 0: they are the same. */
	readonly rowNumbers: number;
	readonly k: number;
	/** Lists to visit of an IVF index; 0: what the index carries. */
	readonly nprobe: number;
	/** float32 [rows x k] out, in the metric's own unit; NaN where missing. */
	readonly distances: number;
	/** int64 [rows x k] out; -1 where missing. */
	readonly neighbors: number;
}

/** Whether a tree surely tells the k nearest neighbours of its own points apart
 * as it reckons; false: nobody knows. */
export function indexTellsApart(index: number, k: number): boolean {
	return loadNative().as_index_tells_apart(address(index), k) !== 0;
}

/** Writes the k nearest of each query. */
export function searchIndex(search: SearchArguments): void {
	if (search.isWide) searchWideIndex(search);
	else searchNarrowIndex(search);
}

function searchWideIndex(search: SearchArguments): void {
	checkStatus(
		loadNative().as_index_search_wide(
			address(search.index),
			address(search.queries),
			search.rows,
			search.firstQuery,
			address(search.rowNumbers),
			search.k,
			address(search.distances),
			address(search.neighbors),
		),
		"search the index",
	);
}

function searchNarrowIndex(search: SearchArguments): void {
	checkStatus(
		loadNative().as_index_search(
			address(search.index),
			address(search.queries),
			search.rows,
			search.firstQuery,
			address(search.rowNumbers),
			search.k,
			search.nprobe,
			address(search.distances),
			address(search.neighbors),
		),
		"search the index",
	);
}

export interface SearchUnitsArguments {
	readonly index: number;
	readonly first: number;
	readonly count: number;
	readonly rowNumbers: number;
	readonly k: number;
	readonly includeSelf: boolean;
	/** int64 out: the table row of each answer, which are written one after
	 * another; 0: each is written at its own table row. */
	readonly rows: number;
	/** float32 and int64 out: [table rows x k], or [answers x k]. */
	readonly distances: number;
	readonly neighbors: number;
}

/** Writes the k nearest of each vector of some units (leaves of a tree). */
export function searchIndexUnits(search: SearchUnitsArguments): void {
	checkStatus(
		loadNative().as_index_search_units(
			address(search.index),
			search.first,
			search.count,
			address(search.rowNumbers),
			search.k,
			search.includeSelf ? 1 : 0,
			address(search.rows),
			address(search.distances),
			address(search.neighbors),
		),
		"search the index",
	);
}

/** How many vectors the units before `unit` hold. */
export function indexUnitStart(index: number, unit: number): number {
	return Number(loadNative().as_index_unit_start(address(index), unit));
}
