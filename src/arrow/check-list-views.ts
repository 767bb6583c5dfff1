import type { CheckedColumn } from "./checked-column.ts";
import { typedView } from "./typed-view.ts";

/**
 * Checks the offsets and sizes of a list view column, which are in no order;
 * those of nulls must be sound too.
 * @param offsets,sizes `length` each; null: compressed, not looked at
 * @returns how many values its child must have; 0 where not known
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkListViews(
	column: CheckedColumn,
	offsets: Uint8Array | null,
	sizes: Uint8Array | null,
	offsetBytes: 4 | 8,
): number {
	if (offsets === null || sizes === null) return 0;
	const { length } = column;
	const starts = readCounts(offsets, length, offsetBytes);
	const counts = readCounts(sizes, length, offsetBytes);
	let end = 0;
	for (let row = 0; row < length; row++) {
		const start = starts(row);
		const count = counts(row);
		if (start >= 0 && count >= 0 && start + count <= end) continue;
		if (start < 0 || count < 0) {
			throw column.invalid(
				`has a list of ${count} values at ${start} in row ${row}`,
			);
		}
		end = start + count;
	}
	return end;
}

/** Reads 32-bit or 64-bit counts as numbers. */
function readCounts(
	bytes: Uint8Array,
	length: number,
	width: 4 | 8,
): (row: number) => number {
	if (width === 4) {
		const values = typedView(Int32Array, bytes, length);
		return (row) => values[row] as number;
	}
	const halves = typedView(Int32Array, bytes, 2 * length);
	return (row) =>
		(halves[2 * row + 1] as number) * 2 ** 32 +
		((halves[2 * row] as number) >>> 0);
}
