import { markNulls, packColumn } from "../../native/kernels.ts";
import type { PackBatch, PackColumn, PackJob } from "../pool/jobs.ts";
import type { Step } from "../pool/take-part.ts";

/** Packs rows first .. first+count-1, through all the batches they lie in. */
export function packStep(job: PackJob): Step<number> {
	return (first, count) => {
		const end = first + count;
		for (let at = batchOf(job.batches, first); at < job.batches.length; at++) {
			const batch = job.batches[at] as PackBatch;
			if (batch.first >= end) break;
			const from = Math.max(first, batch.first);
			const rows = Math.min(end, batch.first + batch.rows) - from;
			for (const column of batch.columns) {
				if (rows > 0) packRows(job, column, from, from - batch.first, rows);
			}
		}
		return undefined;
	};
}

/** `row` of the table is row `inBatch` of the batch. */
function packRows(
	{ isWide, scale, out, stride, invalid, magnitudes }: PackJob,
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
		out: out + (isWide ? 8 : 4) * stride * row,
		stride,
		column: column.column,
		invalid: marks,
		magnitudes,
	});
}

/** The last batch that starts at or before `row`. */
function batchOf(batches: readonly PackBatch[], row: number): number {
	let low = 0;
	let high = batches.length - 1;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if ((batches[middle]?.first ?? 0) <= row) low = middle;
		else high = middle - 1;
	}
	return low;
}
