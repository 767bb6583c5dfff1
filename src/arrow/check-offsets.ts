import type { CheckedColumn } from "./checked-column.ts";
import { typedView } from "./typed-view.ts";

/**
 * Checks that offsets begin at 0 or later and never go back.
 * @param bytes `length + 1` offsets; null: compressed, not looked at
 * @returns the last offset, which the values must reach; 0 where not known
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkOffsets(
	column: CheckedColumn,
	bytes: Uint8Array | null,
	offsetBytes: 4 | 8,
): number {
	if (bytes === null || column.length === 0) return 0;
	const count = column.length + 1;
	return offsetBytes === 4
		? checkNarrow(column, typedView(Int32Array, bytes, count))
		: checkWide(column, typedView(Int32Array, bytes, 2 * count));
}

function checkNarrow(column: CheckedColumn, offsets: Int32Array): number {
	let previous = 0;
	for (let i = 0; i < offsets.length; i++) {
		const offset = offsets[i] as number;
		if (offset < previous) throw outOfOrder(column, i, offset, previous);
		previous = offset;
	}
	return previous;
}

/** 64-bit offsets in halves: as bigint the loop takes ten times as long. */
function checkWide(column: CheckedColumn, halves: Int32Array): number {
	let previous = 0;
	for (let i = 0; i < halves.length; i += 2) {
		const low = (halves[i] as number) >>> 0;
		const offset = (halves[i + 1] as number) * 2 ** 32 + low;
		if (offset < previous) throw outOfOrder(column, i / 2, offset, previous);
		previous = offset;
	}
	return previous;
}

function outOfOrder(
	column: CheckedColumn,
	row: number,
	offset: number,
	previous: number,
): Error {
	return column.invalid(
		`has offset ${offset} after ${previous} in row ${row}, expected them in order`,
	);
}
