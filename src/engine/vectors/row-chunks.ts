import type { Chunking } from "../pool/chunks.ts";
import type { Matrix } from "./matrix.ts";

/** Values that pay for waking another Worker: about 0.3 ms. */
const leastValues = 1 << 18;

/** Cuts work on each row of a matrix. */
export function rowChunks({ rows, dimension }: Matrix): Chunking {
	const least = Math.ceil(leastValues / dimension);
	return { units: rows, first: least, least };
}
