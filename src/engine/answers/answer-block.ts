import { addressOf } from "../vectors/address.ts";
import { allocateHuge } from "../vectors/allocate-huge.ts";
import { createFound, type Found } from "./found.ts";
import type { ResultPlaces } from "./result-sink.ts";

/** Memory for the answers of a round, used again and again. */
export interface AnswerBlock extends Found {
	/** Whose answers they are [rows]. */
	readonly queries: BigInt64Array;
	/** Address of `queries`. */
	readonly queriesAddress: number;
	readonly places: ResultPlaces;
}

/** Room for `k` neighbours of each of `rows` queries. */
export function createAnswerBlock(rows: number, k: number): AnswerBlock {
	const found = createFound(rows, k);
	const queries = allocateHuge(BigInt64Array, rows, `${rows} row numbers`);
	const places = {
		rows,
		k,
		distances: addressOf(found.distances),
		neighbors: addressOf(found.neighbors),
		holds: [found, queries],
	};
	const queriesAddress = addressOf(queries);
	return { ...found, queries, queriesAddress, places };
}
