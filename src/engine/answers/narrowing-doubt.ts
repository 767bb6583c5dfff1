import { limits } from "../../config.ts";

/** What narrowing moves a distance by at most, of the query's length: both of
 * its ends. The farther one is longer, but not for its distance. */
const narrowing = 2 * 2 ** -24;
/** A distance is told within 1e-5 when it is so many of these. */
const tellingReach = 1e5 * narrowing;
/** Who the neighbours are is in doubt when the last is nearer than so many. */
const doubtReach = 256 * narrowing;
/** Neighbours that are looked for beyond those asked for: at least, and as a
 * part of them. */
const spare = { least: 16, part: 1 / 4 };

/** Nearer than this part of a query's length, an answer may need float64. */
export function coarseReach(isExact: boolean): number {
	return isExact ? tellingReach : doubtReach;
}

/**
 * What float32 may have told wrong of a query's neighbours: their distances by
 * more than 1e-5 (`coarse`, only of exact indexes), or even who they are
 * (`doubtful`).
 * @param distances [k] nearest first, NaN where fewer were found
 * @param length of the query, as it was narrowed
 */
export function narrowingDoubt(
	distances: Float32Array,
	length: number,
	isExact: boolean,
): "coarse" | "doubtful" | null {
	let last = distances.length - 1;
	while (Number.isNaN(distances[last])) last -= 1;
	const [nearest, farthest] = [distances[0], distances[last]];
	if (nearest === undefined || farthest === undefined) return null;
	if (farthest < doubtReach * length) return "doubtful";
	return isExact && nearest < tellingReach * length ? "coarse" : null;
}

/** How many are looked for where k neighbours are in doubt: no index gives more
 * than the most that can be asked for. */
export function wantedInDoubt(k: number): number {
	const wanted = k + Math.max(spare.least, Math.ceil(spare.part * k));
	return Math.min(wanted, limits.k);
}
