import type { BufferContent } from "./batch-cursor.ts";
import type { CheckedColumn } from "./checked-column.ts";
import { typedView } from "./typed-view.ts";

/**
 * Checks that each row of a union names one of its children and a value there.
 * @param typeIds type id of each child
 * @param types a type id (int8) for each row; null: compressed, not looked at
 * @param offsets of a dense union: a row of the child (int32) for each row
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkUnion(
	column: CheckedColumn,
	typeIds: readonly number[],
	types: Uint8Array | null,
	offsets: BufferContent | null,
	children: readonly CheckedColumn[],
): void {
	const { length } = column;
	const short = children.find((child) => child.length < length);
	if (offsets === null && short !== undefined) {
		throw column.invalid(
			`needs ${length} values of its child ${JSON.stringify(short.name)}, which has ${short.length}`,
		);
	}
	if (types === null) return;
	// Rows of the child by type id; -1: no child has it.
	const rowsOf = new Float64Array(256).fill(-1);
	typeIds.forEach((id, index) => {
		rowsOf[id] = children[index]?.length ?? 0;
	});
	const rows =
		offsets?.bytes == null
			? null
			: typedView(Int32Array, offsets.bytes, length);
	for (let row = 0; row < length; row++) {
		const type = types[row] as number;
		const rowCount = rowsOf[type] as number;
		if (rowCount < 0) {
			throw column.invalid(`has the unknown type id ${type} in row ${row}`);
		}
		const childRow = rows === null ? 0 : (rows[row] as number);
		if (rows !== null && (childRow < 0 || childRow >= rowCount)) {
			throw column.invalid(
				`leads in row ${row} to row ${childRow} of a child that has ${rowCount}`,
			);
		}
	}
}
