import type { Vectors } from "../vectors/sift-rows.ts";
import type { QuerySet } from "./query-set.ts";

/** Points that ask for their own neighbours. */
export function ownQueries(points: Vectors, includeSelf: boolean): QuerySet {
	const { all: matrix, invalid, valid, rowNumbers } = points;
	// There is room for more rows than are valid.
	const names = rowNumbers?.subarray(0, valid.rows);
	const asked = names ? { matrix: valid, rowNumbers: names } : null;
	const kind = { areThePoints: true, leaveSelfOut: !includeSelf };
	return { matrix, invalid, asked, ...kind };
}
