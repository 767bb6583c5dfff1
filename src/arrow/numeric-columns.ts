import { InvalidQueryError } from "../errors.ts";
import type { BatchLayout } from "./batch.ts";
import { type ColumnPlace, columnPlaces } from "./column-places.ts";
import type { ArrowFile } from "./file.ts";
import { type ArrowBytes, fileBytesOf } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import {
	type NumericArray,
	type NumericType,
	numericType,
} from "./numeric-type.ts";
import { selectFields } from "./select-fields.ts";
import { typedView } from "./typed-view.ts";
import type { ArrowField } from "./types.ts";
import type { RowFilter } from "./where/row-filter.ts";

/** A column's rows in one record batch. Row r's values start at element
 * `(offset + r) * width` of `values`, and its bits at `offset + r`. */
export interface NumericChunk {
	readonly rowCount: number;
	/** A view of the table's own bytes; a copy only where they are not aligned
	 * for their type. float16 as its bits. */
	readonly values: NumericArray;
	/** In rows. */
	readonly offset: number;
	/** Bitmap of the rows that are not null, or null: none is. */
	readonly validity: Uint8Array | null;
	/** The same of a list's values, bit `(offset + r) * width + c`. */
	readonly childValidity: Uint8Array | null;
}

/** A column that can be searched. */
export interface NumericColumn {
	readonly name: string;
	/** `AS_TYPE_*` of native/include/arrowshelf.h. */
	readonly type: number;
	/** Values a row: 1, or the size of a fixed-size list. */
	readonly width: number;
	readonly chunks: readonly NumericChunk[];
}

/** Vectors to search in or for; all columns are cut into the same chunks. */
export interface VectorSource {
	readonly rowCount: number;
	/** Values of a vector, over all columns. */
	readonly dimension: number;
	readonly columns: readonly NumericColumn[];
	/** Which rows are to be looked at; absent: all. */
	readonly filter?: RowFilter | undefined;
}

/**
 * The columns of a table that hold its vectors, as views of its bytes.
 * @param file what `readArrowFile(bytes)` gave
 * @param bytes the whole file; views on it are in the result, so it must stay
 *   mapped while that is used
 * @param columns one fixed-size list of numbers, or numeric columns; by default
 *   the one fixed-size list there is, else all numeric columns
 * @throws {InvalidQueryError} `invalid_column`: unknown, not numbers, or
 *   compressed
 * @throws {InvalidTableError} `invalid_table`: a buffer is too short
 */
export function selectVectors(
	file: ArrowFile,
	bytes: ArrowBytes,
	columns?: readonly string[],
): VectorSource {
	const whole = fileBytesOf(bytes);
	const parts = file.batches.map(({ offset, byteLength }) =>
		whole.range(offset, byteLength),
	);
	const indices = selectFields(file.schema, columns);
	const places = file.batches.map((batch) => columnPlaces(file.schema, batch));
	const selected = indices.map((index) => {
		const field = file.schema[index] as ArrowField;
		const chunk = field.type.kind === "fixed_size_list" ? listChunk : flatChunk;
		const values = field.children[0] ?? field;
		const type = numericType(values) as NumericType;
		return {
			name: field.name,
			type: type.type,
			width: widthOf(field),
			chunks: file.batches.map((batch, number) => {
				const place = places[number]?.[index] as ColumnPlace;
				const part = parts[number] as Uint8Array;
				return chunk({ bytes: part, batch, field, type }, place);
			}),
		};
	});
	const dimension = selected.reduce((sum, column) => sum + column.width, 0);
	return { rowCount: file.rowCount, dimension, columns: selected };
}

function widthOf({ type }: ArrowField): number {
	return type.kind === "fixed_size_list" ? type.size : 1;
}

/** One column in one batch. */
interface ColumnBatch {
	/** The batch's message and body. */
	readonly bytes: Uint8Array;
	readonly batch: BatchLayout;
	readonly field: ArrowField;
	readonly type: NumericType;
}

function flatChunk(column: ColumnBatch, place: ColumnPlace): NumericChunk {
	const { rowCount } = column.batch;
	return {
		rowCount,
		values: valuesOf(column, place.buffer + 1, rowCount),
		offset: 0,
		validity: validityOf(column, place, rowCount),
		childValidity: null,
	};
}

function listChunk(column: ColumnBatch, place: ColumnPlace): NumericChunk {
	const { batch, field } = column;
	const { rowCount } = batch;
	const values = rowCount * widthOf(field);
	// The list has a validity bitmap only; its values' buffers follow.
	const child = { ...place, node: place.node + 1, buffer: place.buffer + 1 };
	const childCount = batch.nodes[2 * child.node] ?? 0;
	if (childCount < values) {
		throw invalidTable(
			`column ${JSON.stringify(field.name)} has ${childCount} values in a batch that needs ${values}`,
			batch.offset,
		);
	}
	return {
		rowCount,
		values: valuesOf(column, child.buffer + 1, values),
		offset: 0,
		validity: validityOf(column, place, rowCount),
		childValidity: validityOf(column, child, values),
	};
}

/** The first `count` values of a buffer. */
function valuesOf(
	column: ColumnBatch,
	buffer: number,
	count: number,
): NumericArray {
	const { byteLength, Values } = column.type;
	const part = plainBytes(column, buffer, count * byteLength);
	return typedView(Values, part, count);
}

/** The bitmap of `count` rows, or null when the column has no nulls. */
function validityOf(
	column: ColumnBatch,
	place: ColumnPlace,
	count: number,
): Uint8Array | null {
	const nulls = column.batch.nodes[2 * place.node + 1] ?? 0;
	if (nulls === 0) return null;
	return plainBytes(column, place.buffer, Math.ceil(count / 8));
}

/** The first `byteLength` bytes of a buffer. A buffer of a compressed batch
 * starts with its length as int64; -1 says that just this one is not. */
function plainBytes(
	{ bytes, batch, field }: ColumnBatch,
	buffer: number,
	byteLength: number,
): Uint8Array {
	let start = (batch.buffers[2 * buffer] ?? 0) - batch.offset;
	let length = batch.buffers[2 * buffer + 1] ?? 0;
	if (batch.compression !== null && length >= 8) {
		const prefix = new DataView(bytes.buffer, bytes.byteOffset + start, 8);
		if (prefix.getBigInt64(0, true) !== -1n) {
			throw new InvalidQueryError(
				"invalid_column",
				`Cannot search column ${JSON.stringify(field.name)}: it is compressed (${batch.compression}), write the file without compression`,
			);
		}
		start += 8;
		length -= 8;
	}
	if (length < byteLength) {
		throw invalidTable(
			`column ${JSON.stringify(field.name)} has a buffer of ${length} bytes where ${byteLength} are needed`,
			batch.offset + start,
		);
	}
	return bytes.subarray(start, start + byteLength);
}
