import type { CheckedColumn } from "./checked-column.ts";
import { isNull } from "./is-null.ts";
import { typedView } from "./typed-view.ts";

/** Values up to this many bytes lie in the view itself. */
const inlineBytes = 12;

/**
 * Checks the views of a utf8_view or binary_view column: length, then the first
 * bytes, the number of a data buffer and an offset there, int32 each.
 * @param bytes 16 for each row; null: compressed, not looked at
 * @param data lengths of the data buffers, bytes
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkViews(
	column: CheckedColumn,
	bytes: Uint8Array | null,
	data: readonly number[],
): void {
	if (bytes === null) return;
	const words = typedView(Int32Array, bytes, 4 * column.length);
	for (let row = 0; row < column.length; row++) {
		const length = words[4 * row] as number;
		if (length >= 0 && length <= inlineBytes) continue;
		const buffer = words[4 * row + 2] as number;
		const offset = words[4 * row + 3] as number;
		const end = data[buffer] ?? -1;
		if (length >= 0 && offset >= 0 && offset + length <= end) continue;
		if (isNull(column.validity, row)) continue;
		throw column.invalid(
			`has in row ${row} a view of ${length} bytes at ${offset} of data buffer ${buffer}, which has ${end}`,
		);
	}
}
