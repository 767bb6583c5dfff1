/** Run by parallel-mean.ts in Workers, once a chunk. */
import type { ChunkFunction } from "arrowshelf";

export interface Part {
	readonly sum: number;
	readonly rows: number;
}

const mean: ChunkFunction<Part> = (chunk) => {
	let sum = 0;
	for (const value of chunk.getChild("price") ?? []) sum += value;
	return { sum, rows: chunk.numRows };
};

export default mean;
