import type { Found } from "../answers/found.ts";
import type { QuerySet } from "../answers/query-set.ts";
import {
	findForSample,
	type QuerySample,
	sampleQueries,
	withoutSelf,
} from "../answers/search-sample.ts";
import type { BuiltIndex } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { MatrixValues } from "../vectors/matrix.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import type { Vectors } from "../vectors/sift-rows.ts";

const sampleSize = 256;
/** Of the sampled queries. */
const mostCoarse = 0.01;
/** A k-th neighbour of less than so many roundings may not be the k-th. */
const leastRoundings = 256;
/** What narrowing moves a coordinate by at most, of its size; twice, since both
 * ends of a distance are moved. */
const rounding = 2 * 2 ** -24;

/**
 * Whether the neighbours of a sample of the queries lie so near that narrowing
 * the coordinates to float32 may have changed who they are. Equal rows are no
 * sign of that, nor rows that float32 holds exactly. Points and queries are
 * float64 rows.
 */
export async function isFloat32TooCoarse(
	index: BuiltIndex,
	points: Vectors,
	queries: QuerySet,
	{ k, seed }: CheckedKnnOptions,
): Promise<boolean> {
	// The sample below takes 2 ms of a search of 25, most of it in JavaScript that
	// is not compiled yet; a look at the leaves of a tree 0.1.
	if (queries.areThePoints && index.tellsApart?.(k)) return false;
	const sample = sampleQueries(queries, sampleSize, seed);
	const all = await findForSample(index, sample, k, null);
	const centre = points.centre ?? null;
	if (areFar(sample, centre, all, k)) return false;
	const found = sample.leaveSelfOut ? withoutSelf(all, sample.rows, k) : all;
	const isCoarse = (i: number): boolean => {
		const start = i * k;
		let last = start + k - 1;
		while (last >= start && Number.isNaN(found.distances[last])) last -= 1;
		if (last < start) return false;
		const query = rowsOf(sample.matrix, i, 1);
		const reach = leastRoundings * rounding * lengthOf(query, centre);
		if ((found.distances[last] ?? 0) >= reach) return false;
		const neighbors = [...found.neighbors.subarray(start, start + k)]
			.filter((neighbor) => neighbor >= 0n)
			.map((neighbor) => rowsOf(points.all, Number(neighbor), 1));
		const isNarrow = [query, ...neighbors].every((row) =>
			isHeldByFloat32(row, centre),
		);
		return !isNarrow && !neighbors.every((other) => areEqual(query, other));
	};
	const coarse = sample.rows.filter((_, i) => isCoarse(i)).length;
	return coarse > mostCoarse * sample.rows.length;
}

/** Whether all k-th neighbours, or the ones before, are out of reach of the
 * largest rounding there may be. As a rule they are, and looking at each row by
 * itself would take 0.7 ms of a search of 30, once, before it is compiled. */
function areFar(
	{ matrix }: QuerySample,
	centre: Float64Array | null,
	found: Found,
	k: number,
): boolean {
	const values = rowsOf(matrix, 0, matrix.rows);
	let largest = 0;
	for (let i = 0; i < values.length; i++) {
		const shift = centre?.[i % matrix.dimension] ?? 0;
		largest = Math.max(largest, Math.abs((values[i] ?? 0) - shift));
	}
	const reach =
		leastRoundings * rounding * largest * Math.sqrt(matrix.dimension);
	for (let at = k - 1; at < found.distances.length; at += found.k) {
		if (!((found.distances[at] ?? 0) >= reach)) return false;
	}
	return true;
}

/** As the row is narrowed. Math.hypot of a spread row is slow before it is
 * compiled, and a search does this once. */
function lengthOf(row: MatrixValues, centre: Float64Array | null): number {
	let sum = 0;
	for (let c = 0; c < row.length; c++) {
		sum += ((row[c] ?? 0) - (centre?.[c] ?? 0)) ** 2;
	}
	return Math.sqrt(sum);
}

/** Neither the centre nor narrowing takes a digit. */
function isHeldByFloat32(
	row: MatrixValues,
	centre: Float64Array | null,
): boolean {
	return row.every((value: number, c: number) => {
		const shift = centre?.[c] ?? 0;
		const rest = value - shift;
		return Math.fround(rest) === rest && rest + shift === value;
	});
}

function areEqual(a: MatrixValues, b: MatrixValues): boolean {
	return a.every((value, c) => value === b[c]);
}
