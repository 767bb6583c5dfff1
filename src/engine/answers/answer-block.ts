import { allocateHuge } from "../vectors/allocate-huge.ts";
import type { Found } from "./found.ts";
import type { ResultPlaces } from "./result-sink.ts";

/** Memory for the answers of a round, used again and again; its arrays are made
 * when they are looked at. */
export interface AnswerBlock extends Found {
	/** Whose answers they are [rows]. */
	readonly queries: BigInt64Array;
	/** Address of `queries`. */
	readonly queriesAddress: number;
	readonly places: ResultPlaces;
}

/** Room for `k` neighbours of each of `rows` queries.
 * @param owner gives it back when it is disposed of */
export function createAnswerBlock(
	rows: number,
	k: number,
	owner: DisposableStack,
): AnswerBlock {
	const what = `${k} neighbours of ${rows} queries`;
	const queries = allocateHuge(BigInt64Array, rows, what, owner);
	const distances = allocateHuge(Float32Array, rows * k, what, owner);
	const neighbors = allocateHuge(BigInt64Array, rows * k, what, owner);
	return {
		rows,
		k,
		get queries() {
			return queries.numbers;
		},
		get distances() {
			return distances.numbers;
		},
		get neighbors() {
			return neighbors.numbers;
		},
		queriesAddress: queries.address,
		places: {
			rows,
			k,
			distances: distances.address,
			neighbors: neighbors.address,
			holds: [distances, neighbors, queries],
		},
	};
}
