import { availableParallelism } from "node:os";
import type { Chunking } from "../pool/chunks.ts";

/** Multiply-adds of a call: about 30 ms of one core, and a call cannot be
 * cancelled. */
const mostCost = 2e9;
/** The same of an IVF search, whose calls can be cancelled: some 50 ms. */
const mostListCost = 3e9;
/** Of what a Worker takes at once: waking one for less does not pay. */
const leastCost = 1e8;
/** Queries of a call that go by together while a row is in the cache: with 32
 * of them a flat search waits for the memory. */
const leastBlock = 128;
const mostBlock = 4096;
/** An IVF search by lists gains by more, up to what their answers take. */
const mostListBlock = 8192;
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
	const queryCost = queryCostOf(compared, dimension);
	const affordable = Math.floor(mostCost / queryCost);
	const wanted = Math.max(leastBlock, Math.min(mostBlock, affordable));
	const fair = Math.ceil(queryCount / leastBlocks);
	return blocksOf(queryCount, Math.min(wanted, fair), queryCost);
}

/**
 * As `queryBlocks`, for an IVF index: as few blocks as there are processors, or
 * twice, three times as many, all of one size. Each block reads all of the
 * lists, and the more of its queries probe one, the fewer products are for
 * nothing: 10,000 queries, 1,788 lists, nprobe 8 are searched in 0.87 of the
 * time by 2 blocks instead of 4. Its calls can be cancelled list by list.
 */
export function listQueryBlocks(
	queryCount: number,
	compared: number,
	dimension: number,
): QueryBlocks {
	const queryCost = queryCostOf(compared, dimension);
	const affordable = Math.floor(mostListCost / queryCost);
	const wanted = Math.max(leastBlock, Math.min(mostListBlock, affordable));
	const cores = availableParallelism();
	const rounds = Math.max(1, Math.ceil(queryCount / (cores * wanted)));
	const fair = Math.ceil(queryCount / (cores * rounds));
	return blocksOf(queryCount, fair, queryCost);
}

function queryCostOf(compared: number, dimension: number): number {
	return Math.max(1, compared * (dimension + selectionDimensions));
}

function blocksOf(
	queryCount: number,
	wanted: number,
	queryCost: number,
): QueryBlocks {
	const block = Math.max(1, wanted);
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
