import type { RowsAt } from "../../native/cells.ts";
import { gatherColumn } from "../../native/kernels.ts";
import { addressOf } from "./address.ts";
import { batchParts } from "./batch-parts.ts";
import type { PackBatch } from "./pack-batch.ts";

/** Where a table's columns lie; see `packBatches`. */
export interface GatheredTable {
	readonly batches: readonly PackBatch[];
	readonly dimension: number;
}

/** Values that are gathered together, 128 KiB of them: they stay in the cache. */
const valuesAtOnce = 1 << 14;

/** Of this thread: making it anew for each call took as long as the work. */
let scratch = new Float64Array(0);

/**
 * Gives rows first .. first+count-1 of a table to `take`, some at a time, as
 * float64 [rows x dimension] in memory that is good for that call: just as they
 * are, NaN for null.
 * @param take gets where they lie, and a view that starts there
 */
export function gatherRows(
	{ batches, dimension }: GatheredTable,
	first: number,
	count: number,
	take: (rows: RowsAt, view: Float64Array) => void,
): void {
	const atOnce = Math.max(1, Math.floor(valuesAtOnce / dimension));
	if (scratch.length < atOnce * dimension) {
		scratch = new Float64Array(new ArrayBuffer(8 * atOnce * dimension));
	}
	const values = addressOf(scratch);
	for (let start = first; start < first + count; start += atOnce) {
		const rows = Math.min(atOnce, first + count - start);
		for (const part of batchParts(batches, start, rows)) {
			for (const column of part.batch.columns) {
				gatherColumn({
					...column,
					validity: column.valueValidity,
					offset: column.offset + part.row - part.batch.first,
					rows: part.rows,
					out: values + 8 * dimension * (part.row - start),
					stride: dimension,
				});
			}
		}
		take({ values, first: start, rows }, scratch);
	}
}
