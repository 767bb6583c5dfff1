import type { CheckedColumn } from "./checked-column.ts";
import { integerView } from "./integer-view.ts";

/**
 * Checks that the runs of a run-end encoded column follow each other, cover its
 * rows and have a value each.
 * @param ends where each run ends, signed integers of `bits`
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkRunEnds(
	column: CheckedColumn,
	ends: CheckedColumn | undefined,
	values: CheckedColumn | undefined,
	bits: number,
): void {
	const runs = ends?.length ?? 0;
	if (ends?.nullCount !== 0 || (values?.length ?? 0) < runs) {
		throw column.invalid(
			`has ${runs} runs, ${ends?.nullCount} of them null, and ${values?.length} values`,
		);
	}
	if (ends.values === null) return;
	let previous = 0;
	const runEnds = integerView(ends.values, runs, bits, true);
	for (let run = 0; run < runs; run++) {
		const end = Number(runEnds[run]);
		if (end <= previous) {
			throw column.invalid(`has a run that ends at ${end} after ${previous}`);
		}
		previous = end;
	}
	if (previous < column.length) {
		throw column.invalid(
			`has ${column.length} rows, its runs end at ${previous}`,
		);
	}
}
