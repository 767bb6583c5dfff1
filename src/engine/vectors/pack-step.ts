import { markNulls, packColumn } from "../../native/kernels.ts";
import type { PackJob } from "../pool/jobs.ts";
import type { Step } from "../pool/take-part.ts";
import { batchParts } from "./batch-parts.ts";
import type { PackColumn } from "./pack-batch.ts";

/** Packs rows first .. first+count-1, through all the batches they lie in. */
export function packStep(job: PackJob): Step<number> {
	return (first, count) => {
		for (const part of batchParts(job.batches, first, count)) {
			const { batch, row, rows } = part;
			for (const column of batch.columns) {
				packRows(job, column, row, row - batch.first, rows);
			}
		}
		return undefined;
	};
}

/** `row` of the table is row `inBatch` of the batch. */
function packRows(
	{ isWide, scale, range, out, stride, invalid, magnitudes }: PackJob,
	column: PackColumn,
	row: number,
	inBatch: number,
	rows: number,
): void {
	const offset = column.offset + inBatch;
	const marks = invalid + row;
	if (column.rowValidity !== 0) {
		markNulls(column.rowValidity, offset, rows, marks);
	}
	packColumn({
		type: column.type,
		values: column.values,
		validity: column.valueValidity,
		offset,
		rows,
		width: column.width,
		centre: column.centre,
		scale,
		isWide,
		range,
		out: out + (isWide ? 8 : 4) * stride * row,
		stride,
		column: column.column,
		invalid: marks,
		magnitudes,
	});
}
