import { limits } from "../config.ts";
import type { BatchParts } from "./encode-batch.ts";
import { type ColumnType, encodeColumns } from "./encode-columns.ts";
import type { FileLayout } from "./layout.ts";
import { layoutFile } from "./layout-file.ts";
import type { NumericArray } from "./numeric-type.ts";
import { splitRows } from "./split-rows.ts";

/** A column of a result, with its values. No nulls. */
export interface OutputColumn extends ColumnType {
	/** Row-major, [rows] or [rows x size]. */
	readonly values: NumericArray;
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
	const parts = columns.map(({ type, values }) => {
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

function checkLength({ name, type, values }: OutputColumn, rowCount: number) {
	const width = type.kind === "fixed_size_list" ? type.size : 1;
	if (values.length !== rowCount * width) {
		throw new RangeError(
			`Cannot lay out column ${JSON.stringify(name)}: expected ${rowCount * width} values, got ${values.length}`,
		);
	}
}
