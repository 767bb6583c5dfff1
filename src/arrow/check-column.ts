import type { BatchCursor, BufferContent } from "./batch-cursor.ts";
import { checkIndices } from "./check-indices.ts";
import { checkListViews } from "./check-list-views.ts";
import { checkOffsets } from "./check-offsets.ts";
import { checkRunEnds } from "./check-run-ends.ts";
import { checkUnion } from "./check-union.ts";
import { checkViews } from "./check-views.ts";
import type { CheckContext, CheckedColumn } from "./checked-column.ts";
import { invalidTable } from "./invalid-table.ts";
import type { ArrowField } from "./types.ts";

/**
 * Checks the next column of a batch and its children.
 * @param cursor moved past the column
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkColumn(
	cursor: BatchCursor,
	field: ArrowField,
	context: CheckContext,
): CheckedColumn {
	const column = startColumn(cursor, field);
	const { storage } = field;
	const { length } = column;
	const take = (what: string, byteLength: number) =>
		takeBuffer(cursor, column, what, byteLength);
	const checkChild = (child: ArrowField) => checkColumn(cursor, child, context);
	const checkChildren = (atLeast: number) => {
		for (const child of field.children) {
			requireRows(column, checkChild(child), atLeast);
		}
	};
	switch (storage.kind) {
		case "null":
			break;
		case "fixed": {
			const bits = length * storage.bits;
			const { bytes } = take("values", Math.ceil(bits / 8));
			checkIndices(column, bytes, field, context);
			return { ...column, values: bytes };
		}
		case "bytes": {
			const offsets = take("offsets", offsetsLength(length, storage));
			const end = checkOffsets(column, offsets.bytes, storage.offsetBytes);
			take("bytes", end);
			break;
		}
		case "list": {
			const offsets = take("offsets", offsetsLength(length, storage));
			checkChildren(checkOffsets(column, offsets.bytes, storage.offsetBytes));
			break;
		}
		case "list_view": {
			const offsets = take("offsets", length * storage.offsetBytes);
			const sizes = take("sizes", length * storage.offsetBytes);
			const width = storage.offsetBytes;
			checkChildren(checkListViews(column, offsets.bytes, sizes.bytes, width));
			break;
		}
		case "view": {
			const views = take("views", length * 16);
			const count = cursor.nextVariadicCount();
			const data = Array.from(
				{ length: count },
				() => cursor.nextBuffer().byteLength,
			);
			checkViews(column, views.bytes, data);
			break;
		}
		case "fixed_size_list":
			checkChildren(length * storage.size);
			break;
		case "struct":
			checkChildren(length);
			break;
		case "union": {
			const typeIds = take("type ids", length);
			const offsets = storage.dense ? take("offsets", length * 4) : null;
			const children = field.children.map(checkChild);
			checkUnion(column, storage.typeIds, typeIds.bytes, offsets, children);
			break;
		}
		case "run_end": {
			const [ends, values] = field.children.map(checkChild);
			const bits = field.children[0]?.storage;
			checkRunEnds(
				column,
				ends,
				values,
				bits?.kind === "fixed" ? bits.bits : 32,
			);
			break;
		}
	}
	return column;
}

/** Takes the node and the validity bitmap, where there is one. */
function startColumn(cursor: BatchCursor, field: ArrowField): CheckedColumn {
	const { name, storage } = field;
	const { offset, unionValidity } = cursor.batch;
	const { length, nullCount } = cursor.nextNode();
	const invalid = (what: string) =>
		invalidTable(`column ${JSON.stringify(name)} ${what}`, offset);
	const column = { name, length, nullCount, values: null, invalid };
	const hasBitmap =
		storage.kind === "union"
			? unionValidity
			: storage.kind !== "null" && storage.kind !== "run_end";
	if (!hasBitmap) return { ...column, validity: null };
	const bitmap = cursor.nextBuffer();
	const needed = nullCount > 0 ? Math.ceil(length / 8) : 0;
	if (bitmap.byteLength < needed) {
		throw invalid(
			`has a validity bitmap of ${bitmap.byteLength} bytes where ${needed} are needed`,
		);
	}
	if (nullCount === 0) return { ...column, validity: null };
	return { ...column, validity: bitmap.bytes ?? new Uint8Array(0) };
}

function takeBuffer(
	cursor: BatchCursor,
	column: CheckedColumn,
	what: string,
	byteLength: number,
): BufferContent {
	const buffer = cursor.nextBuffer();
	if (buffer.byteLength < byteLength) {
		throw column.invalid(
			`has ${what} of ${buffer.byteLength} bytes where ${byteLength} are needed`,
		);
	}
	return buffer;
}

/** Offsets have one entry more than rows, but may be left out for no rows. */
function offsetsLength(
	length: number,
	{ offsetBytes }: { readonly offsetBytes: number },
): number {
	return length === 0 ? 0 : (length + 1) * offsetBytes;
}

function requireRows(
	parent: CheckedColumn,
	child: CheckedColumn,
	rows: number,
): void {
	if (child.length < rows) {
		throw parent.invalid(
			`needs ${rows} values of its child ${JSON.stringify(child.name)}, which has ${child.length}`,
		);
	}
}
