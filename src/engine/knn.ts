import { limits } from "../config.ts";
import { OutOfMemoryError } from "../errors.ts";
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
 * @throws {OutOfMemoryError} results do not fit in arrays, or in memory
 */
export async function knn(
	request: KnnRequest,
	control: KnnControl = {},
): Promise<KnnResult> {
	const { k } = checkKnnOptions(request);
	const rows = (request.queries ?? request.points).rowCount;
	checkRoom(rows, k);
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

function checkRoom(rows: number, k: number): void {
	const needed = rows * k * BigInt64Array.BYTES_PER_ELEMENT;
	if (needed <= limits.windowBytes) return;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot hold ${k} neighbours of ${rows} queries in an array: they need ${needed} bytes and at most ${limits.windowBytes} fit in one; name an output (output: "key"), which takes any number`,
		{ details: { needed, capacity: limits.windowBytes } },
	);
}
