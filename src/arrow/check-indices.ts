import type { CheckContext, CheckedColumn } from "./checked-column.ts";
import { integerView } from "./integer-view.ts";
import { isNull } from "./is-null.ts";
import type { ArrowField } from "./types.ts";

/**
 * Checks that the indices of a dictionary-encoded column are in its dictionary.
 * @param bytes the indices; null: compressed, not looked at
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkIndices(
	column: CheckedColumn,
	bytes: Uint8Array | null,
	{ storage, encoding }: ArrowField,
	context: CheckContext,
): void {
	const { length, nullCount, validity } = column;
	if (storage.kind !== "fixed" || encoding === null) return;
	const { id } = encoding;
	const size = context.dictionaryLengths.get(id);
	if (size === undefined) {
		if (length === nullCount) return;
		throw column.invalid(`has values of dictionary ${id}, which is not there`);
	}
	if (bytes === null || length === 0) return;
	// Read as unsigned, a negative index is too large for any dictionary.
	const indices = integerView(bytes, length, storage.bits, false);
	for (let row = 0; row < length; row++) {
		const index = indices[row] as number | bigint;
		if (index >= size && !isNull(validity, row)) {
			throw column.invalid(
				`has index ${index} in row ${row}, its dictionary has ${size} values`,
			);
		}
	}
}
