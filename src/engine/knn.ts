import { createFound } from "./answers/found.ts";
import { searchNeighbors } from "./answers/search-neighbors.ts";
import { checkKnnOptions } from "./options.ts";
import type { KnnControl, KnnRequest, KnnResult } from "./request.ts";
import { addressOf } from "./vectors/address.ts";

/**
 * Finds the k nearest neighbours of every query among the points, on all
 * cores, in memory. The result's arrays are the caller's. The sources are read
 * until the promise has settled, also when it is cancelled, and must stay
 * mapped. Throws as `searchNeighbors` does.
 * @throws {OutOfMemoryError} vectors or results do not fit in one block
 */
export async function knn(
	request: KnnRequest,
	control: KnnControl = {},
): Promise<KnnResult> {
	const { k } = checkKnnOptions(request);
	const rows = (request.queries ?? request.points).rowCount;
	const found = createFound(rows, k);
	const { distances, neighbors } = found;
	const places = {
		rows,
		k,
		distances: addressOf(distances),
		neighbors: addressOf(neighbors),
		holds: found,
	};
	const sink = { kind: "placed", places } as const;
	const summary = await searchNeighbors(request, sink, control);
	return { k, queryCount: rows, neighbors, distances, summary };
}
