import { availableParallelism } from "node:os";
import type { Chunking } from "../pool/chunks.ts";

/** Multiply-adds of a call: about 30 ms of one core, and a call cannot be
 * cancelled. */
const mostCost = 2e9;
/** Of what a Worker takes at once: waking one for less does not pay. */
const leastCost = 1e8;
/** Queries of a call that go by together while a row is in the cache: with 32
 * of them a flat search waits for the memory. */
const leastBlock = 128;
const mostBlock = 4096;
/** Blocks that even few queries are cut into, for the Workers to share. Of this
 * machine, not of the cores asked for; and no more: the queries of a block that
 * probe one list go by together. */
const leastBlocks = 2 * availableParallelism();
/** Keeping the nearest k costs as much as so many dimensions. */
const selectionDimensions = 32;

/** A search cut into blocks of queries. */
export interface QueryBlocks {
	/** Queries of one call. */
	readonly block: number;
	/** Its units are blocks. */
	readonly chunking: Chunking;
}

/**
 * How many queries one call searches, where each is compared with `compared`
 * vectors. It depends on the question alone, never on cores or timing: FAISS
 * rounds a query's distances by what else is in its call.
 */
export function queryBlocks(
	queryCount: number,
	compared: number,
	dimension: number,
): QueryBlocks {
	const queryCost = Math.max(1, compared * (dimension + selectionDimensions));
	const affordable = Math.floor(mostCost / queryCost);
	const wanted = Math.max(leastBlock, Math.min(mostBlock, affordable));
	const fair = Math.ceil(queryCount / leastBlocks);
	const block = Math.max(1, Math.min(wanted, fair));
	const least = Math.max(1, Math.round(leastCost / (queryCost * block)));
	const units = Math.ceil(queryCount / block);
	return { block, chunking: { units, first: least, least, most: least } };
}

/** Vectors that an IVF query is compared with, its lists' centres included. */
export function comparedByLists(
	rows: number,
	nlist: number,
	nprobe: number,
): number {
	return nlist + Math.ceil((rows * nprobe) / nlist);
}
