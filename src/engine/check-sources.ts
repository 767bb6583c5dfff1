import { InvalidQueryError } from "../errors.ts";
import type { KnnRequest } from "./request.ts";

/**
 * Refuses sources that cannot be searched at all, before any work.
 * @throws {InvalidQueryError} `invalid_rows`: no points; `invalid_dimension`:
 * queries of another dimension than the points
 * @throws {RangeError} a filter and a kept index
 */
export function checkSources({ points, queries, kept }: KnnRequest): void {
	if (kept !== undefined && points.filter !== undefined) {
		throw new RangeError(
			`Cannot search the rows where ${points.filter.text} with the index ${kept.name}: it holds all rows; leave out where, or the index`,
		);
	}
	if (points.rowCount === 0) {
		throw new InvalidQueryError(
			"invalid_rows",
			"Cannot search a table without rows: expected at least 1 row of points",
			{ details: { role: "points", rows: 0 } },
		);
	}
	if (queries !== undefined && queries.dimension !== points.dimension) {
		throw new InvalidQueryError(
			"invalid_dimension",
			`Cannot search points of dimension ${points.dimension} with queries of dimension ${queries.dimension}: expected the same dimension`,
			{
				details: {
					points: points.dimension,
					queries: queries.dimension,
				},
			},
		);
	}
}
