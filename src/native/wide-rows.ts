/**
 * Float64 over what float32 has found: arrowshelf_wide.h. Addresses are of
 * memory that the caller holds until the call returns.
 */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";

const address = (value: number): Pointer => value as Pointer;

/** Queries among the rows of a float64 matrix, and where their answers go. */
export interface WideQueries {
	/** float64 [table rows x dimension], and [query rows x dimension]. */
	readonly points: number;
	readonly queries: number;
	readonly dimension: number;
	/** int64 query row of each. */
	readonly rows: number;
	/** How many of them. */
	readonly count: number;
	readonly k: number;
	/** float32 and int64 [count x k] out. */
	readonly distances: number;
	readonly neighbors: number;
}

export interface WideCandidates extends WideQueries {
	/** float64 [dimension] less which rows were narrowed; 0: nothing. */
	readonly centre: number;
	/** int64 and float32 [count x found], as an index found them. */
	readonly candidates: number;
	readonly seen: number;
	readonly found: number;
	/** [count] bytes out: 1 where nothing else can be nearer. */
	readonly proven: number;
}

/** Keeps the k nearest candidates of each query. */
export function measureWide(asked: WideCandidates): void {
	checkStatus(
		loadNative().as_measure_wide(
			address(asked.points),
			address(asked.queries),
			address(asked.centre),
			asked.dimension,
			address(asked.rows),
			asked.count,
			address(asked.candidates),
			address(asked.seen),
			asked.found,
			asked.k,
			address(asked.distances),
			address(asked.neighbors),
			address(asked.proven),
		),
		"measure in float64",
	);
}

export interface WideSearch extends WideQueries {
	/** [pointRows] not 0 for a row that is none. */
	readonly invalid: number;
	readonly pointRows: number;
	readonly includeSelf: boolean;
}

/** The k nearest of each query, compared with every point. */
export function searchWide(asked: WideSearch): void {
	checkStatus(
		loadNative().as_search_wide(
			address(asked.points),
			address(asked.invalid),
			asked.pointRows,
			address(asked.queries),
			asked.dimension,
			address(asked.rows),
			asked.count,
			asked.includeSelf ? 1 : 0,
			asked.k,
			address(asked.distances),
			address(asked.neighbors),
		),
		"search in float64",
	);
}
