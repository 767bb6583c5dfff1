import { allocate } from "../vectors/allocate.ts";

/** Neighbours as native code writes them. */
export interface Found {
	readonly rows: number;
	readonly k: number;
	/** [rows x k], in the metric's unit; NaN where fewer were found. */
	readonly distances: Float32Array;
	/** [rows x k] row numbers; -1 where fewer were found. */
	readonly neighbors: BigInt64Array;
}

/** Room for `k` neighbours of each of `rows` queries, zeroed. */
export function createFound(rows: number, k: number): Found {
	const what = `${k} neighbours of ${rows} queries`;
	return {
		rows,
		k,
		distances: new Float32Array(allocate(rows * k * 4, what)),
		neighbors: new BigInt64Array(allocate(rows * k * 8, what)),
	};
}
