import type { Backend } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { KnnRequest } from "../request.ts";
import { centreOf } from "../vectors/centre.ts";
import { divideCentre } from "../vectors/divide-centre.ts";
import { isWideColumn } from "../vectors/is-wide-column.ts";
import { type PackedSources, packSources } from "../vectors/pack-sources.ts";
import { placeColumns } from "../vectors/place-columns.ts";

/** The tables of a search; without queries the points are asked. */
export type SearchSources = Pick<KnnRequest, "points" | "queries">;

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
 * @param isWide to float64 rows, which are centred only when they are narrowed */
export async function packSearch(
	backend: Backend,
	sources: SearchSources,
	{ metric, skipInvalid, includeSelf }: CheckedKnnOptions,
	isWide: boolean,
): Promise<PackedSources> {
	const centre = metric === "l2" ? centreOf(sources.points) : null;
	const shared = { metric, skipInvalid, isWide };
	if (!isWide) {
		const narrow = { ...shared, centre };
		return await packSources(backend, sources, narrow, includeSelf);
	}
	const { whole, rest } = divideCentre(sources.points, centre);
	const wide = { ...shared, centre: whole };
	const packed = await packSources(backend, sources, wide, includeSelf);
	const { points, fit } = packed;
	const left = rest?.map((value) => value * fit.points) ?? null;
	return { ...packed, points: { ...points, centre: left } };
}
