import type { NearFound } from "../answers/near-found.ts";
import type { KnnControl } from "../request.ts";
import { ListMemory } from "./list-memory.ts";
import type { RadiusSummary } from "./radius-summary.ts";
import { type RadiusRequest, searchWithin } from "./search-within.ts";

/** All neighbours of every query, in row order. */
export interface RadiusResult extends NearFound {
	readonly summary: RadiusSummary;
}

/**
 * Finds all neighbours of every query within a radius, into memory: the
 * result's arrays are the caller's.
 * @throws {OutOfMemoryError} all the neighbours do not fit in memory, or in one
 *   array
 * @throws as `searchWithin` does
 */
export async function searchRadius(
	request: RadiusRequest,
	control: KnnControl = {},
): Promise<RadiusResult> {
	const lists = new ListMemory();
	const summary = await searchWithin(request, lists, control);
	return { ...lists.found, summary };
}
