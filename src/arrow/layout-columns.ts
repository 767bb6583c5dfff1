import { limits } from "../config.ts";
import type { BatchParts } from "./encode-batch.ts";
import { type ColumnType, encodeColumns } from "./encode-columns.ts";
import type { FileLayout } from "./layout.ts";
import { layoutFile } from "./layout-file.ts";
import type { NumericArray } from "./numeric-type.ts";
import { splitRows } from "./split-rows.ts";

/** A column of a result, with its values. No nulls. */
export interface OutputColumn extends ColumnType {
	/** Row-major, [rows] or [rows x size]; a list's in the order of its rows. */
	readonly values: NumericArray;
	/** Of a `list`: where each row's values start [rows + 1], from 0 on. */
	readonly offsets?: Int32Array;
}

/**
 * Lays out typed arrays as an Arrow IPC file, without copying them and without
 * loading apache-arrow: one record batch, or several where one would be too
 * large to be read at once.
 * @param columns their arrays are borrowed and end up in the pieces
 * @throws {RangeError} when a column's length does not fit `rowCount`
 * @throws {TypeError} when its type is not numeric
 */
export function layoutColumns(
	columns: readonly OutputColumn[],
	rowCount: number,
	batchBytes: number = limits.batchBytes,
): FileLayout {
	for (const column of columns) checkLength(column, rowCount);
	const batches = splitRows(rowCount, batchBytes, (begin, end) =>
		partsOf(columns, begin, end),
	);
	return layoutFile(encodeColumns(columns), batches);
}

const noNulls = new Uint8Array(0);

/** Rows `begin` to `end - 1`. */
function partsOf(
	columns: readonly OutputColumn[],
	begin: number,
	end: number,
): BatchParts {
	const rowCount = end - begin;
	const parts = columns.map((column) => {
		if (column.offsets !== undefined) {
			return listParts(column.values, column.offsets, begin, end);
		}
		const { type, values } = column;
		const width = type.kind === "fixed_size_list" ? type.size : 1;
		const isWhole = rowCount * width === values.length;
		const part = isWhole ? values : values.subarray(begin * width, end * width);
		const own = { length: part.length, nullCount: 0 };
		return type.kind === "fixed_size_list"
			? {
					nodes: [{ length: rowCount, nullCount: 0 }, own],
					buffers: [noNulls, noNulls, part],
				}
			: { nodes: [own], buffers: [noNulls, part] };
	});
	return {
		rowCount,
		nodes: parts.flatMap(({ nodes }) => nodes),
		buffers: parts.flatMap(({ buffers }) => buffers),
		variadicCounts: [],
		dictionary: null,
		metadata: new Map(),
	};
}

/** Lists of any length; a batch's offsets start at 0. */
function listParts(
	values: NumericArray,
	offsets: Int32Array,
	begin: number,
	end: number,
) {
	const first = offsets[begin] ?? 0;
	const own = offsets.subarray(begin, end + 1);
	const part = values.subarray(first, offsets[end]);
	return {
		nodes: [
			{ length: end - begin, nullCount: 0 },
			{ length: part.length, nullCount: 0 },
		],
		buffers: [
			noNulls,
			first === 0 ? own : own.map((offset) => offset - first),
			noNulls,
			part,
		],
	};
}

function checkLength(column: OutputColumn, rowCount: number) {
	const { name, type, values, offsets } = column;
	const width = type.kind === "fixed_size_list" ? type.size : 1;
	const expected = offsets?.[rowCount] ?? rowCount * width;
	const isListed = (type.kind === "list") === (offsets !== undefined);
	if (
		values.length !== expected ||
		!isListed ||
		(offsets?.length ?? rowCount + 1) !== rowCount + 1
	) {
		throw new RangeError(
			`Cannot lay out column ${JSON.stringify(name)}: expected ${expected} values, got ${values.length}`,
		);
	}
}
