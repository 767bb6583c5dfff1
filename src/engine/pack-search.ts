import type { Backend } from "./backend.ts";
import { centreOf } from "./centre.ts";
import { isWideColumn } from "./is-wide-column.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import { placeColumns } from "./place-columns.ts";
import type { QuerySet } from "./query-set.ts";
import type { KnnRequest } from "./request.ts";

/** The tables of a search; without queries the points are asked. */
export type SearchSources = Pick<KnnRequest, "points" | "queries">;

/** Both as rows. */
export interface PackedSearch {
	readonly points: Vectors;
	readonly queries: QuerySet;
}

/** The tables' columns as the metric takes them.
 * @throws {InvalidQueryError} `invalid_dimension`: no places on the Earth */
export function searchSources(
	{ points, queries }: KnnRequest,
	{ metric }: CheckedKnnOptions,
): SearchSources {
	return metric === "haversine"
		? {
				points: placeColumns(points),
				queries: queries && placeColumns(queries),
			}
		: { points, queries };
}

/** Whether float32 may not hold what the columns do. */
export function hasWideColumns(
	{ points, queries }: SearchSources,
	{ metric }: CheckedKnnOptions,
): boolean {
	if (metric === "haversine") return true;
	return [...points.columns, ...(queries?.columns ?? [])].some(isWideColumn);
}

/** Packs points and queries alike. Throws as `packVectors` does.
 * @param isWide to float64 rows */
export async function packSearch(
	backend: Backend,
	sources: SearchSources,
	{ metric, skipInvalid, includeSelf }: CheckedKnnOptions,
	isWide: boolean,
): Promise<PackedSearch> {
	const centre = metric === "l2" ? centreOf(sources.points) : null;
	const shared = { metric, skipInvalid, centre, isWide };
	const points = await backend.pack(sources.points, {
		...shared,
		role: "points",
	});
	if (sources.queries === undefined) {
		const { all: matrix, invalid } = points;
		const areThePoints = true;
		const leaveSelfOut = !includeSelf;
		return { points, queries: { matrix, invalid, areThePoints, leaveSelfOut } };
	}
	const { all: matrix, invalid } = await backend.pack(sources.queries, {
		...shared,
		role: "queries",
	});
	const apart = { areThePoints: false, leaveSelfOut: false };
	return { points, queries: { matrix, invalid, ...apart } };
}
