import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { addressOf } from "../vectors/address.ts";
import { packBatches } from "../vectors/pack-batches.ts";
import type { InBlocks } from "./analysis-jobs.ts";

/** Rows of a table in blocks that are counted apart, and what holds them. */
export interface RowBlocks {
	readonly job: InBlocks;
	readonly blocks: number;
	readonly holds: readonly unknown[];
}

/** Rows that pay for waking another Worker. */
const leastRows = 1 << 18;

/**
 * Cuts a table into blocks, the same for any number of cores, so that sums come
 * out alike.
 * @param most blocks at most
 */
export function rowBlocks(source: VectorSource, most: number): RowBlocks {
	const { rowCount, dimension, filter } = source;
	const wanted = Math.min(most, Math.ceil(rowCount / leastRows));
	const block = Math.max(1, Math.ceil(rowCount / Math.max(1, wanted)));
	return {
		job: {
			batches: packBatches(source, null),
			dimension,
			rowCount,
			block,
			excluded: filter === undefined ? 0 : addressOf(filter.excluded),
		},
		blocks: Math.ceil(rowCount / block),
		holds: [source],
	};
}
