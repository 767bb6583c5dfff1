import type { VectorSource } from "../arrow/numeric-columns.ts";
import type { BuiltIndex } from "./backend.ts";
import { exactRow } from "./exact-row.ts";
import { isWideColumn } from "./is-wide-column.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { QuerySet } from "./query-set.ts";
import { sampleQueries, searchSample } from "./search-sample.ts";

const sampleSize = 256;
/** Of the sampled queries. */
const mostCoarse = 0.01;
/** A k-th neighbour of less than so many roundings may not be the k-th. */
const leastRoundings = 256;
/** What narrowing moves a coordinate by at most, of its size; twice, since both
 * ends of a distance are moved. */
const rounding = 2 * 2 ** -24;

/** A float32 search, and the columns that its rows came from. */
export interface NarrowSearch {
	readonly points: VectorSource;
	readonly queries?: VectorSource | undefined;
	readonly centre: Float64Array | null;
	readonly index: BuiltIndex;
	readonly querySet: QuerySet;
}

/**
 * Whether the neighbours of a sample of the queries lie so near that narrowing
 * the coordinates to float32 may have changed who they are. Equal rows are no
 * sign of that, nor rows that float32 holds exactly.
 */
export async function isFloat32TooCoarse(
	{ points, queries = points, centre, index, querySet }: NarrowSearch,
	{ k, seed }: CheckedKnnOptions,
): Promise<boolean> {
	const columns = [...points.columns, ...queries.columns];
	if (!columns.some(isWideColumn)) return false;
	const sample = sampleQueries(querySet, sampleSize, seed);
	const found = await searchSample(index, sample, k, null);
	const isCoarse = (row: number, i: number): boolean => {
		const query = exactRow(queries, centre, row);
		const start = i * k;
		const farthest = found.distances
			.subarray(start, start + k)
			.findLast((distance) => !Number.isNaN(distance));
		const reach = leastRoundings * rounding * Math.hypot(...query);
		if (farthest === undefined || farthest >= reach) return false;
		const neighbors = [...found.neighbors.subarray(start, start + k)]
			.filter((neighbor) => neighbor >= 0n)
			.map((neighbor) => exactRow(points, centre, Number(neighbor)));
		const isNarrow = [query, ...neighbors].every(isHeldByFloat32);
		return !isNarrow && !neighbors.every((other) => areEqual(query, other));
	};
	const coarse = sample.rows.filter(isCoarse).length;
	return coarse > mostCoarse * sample.rows.length;
}

function isHeldByFloat32(row: Float64Array): boolean {
	return row.every((value) => Math.fround(value) === value);
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
	return a.every((value, c) => value === b[c]);
}
