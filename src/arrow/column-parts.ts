import type { Data, DataType, Dictionary } from "apache-arrow";
import { Type } from "apache-arrow/fb/type";
import { dictionaryTypeId } from "./encode-table-schema.ts";
import type { TypeParameters } from "./encode-type.ts";
import { encodeOffsets } from "./gather-lists.ts";
import { gatherViews } from "./gather-views.ts";
import { raiseIndices } from "./raise-indices.ts";
import { rebaseOffsets } from "./rebase-offsets.ts";
import { rowRange } from "./rows.ts";
import { sliceBitmap } from "./slice-bitmap.ts";
import type { TableDictionaries } from "./table-dictionaries.ts";

/** What a batch is made of, growing column by column. */
export interface ColumnParts {
	readonly nodes: { readonly length: number; readonly nullCount: number }[];
	readonly buffers: ArrayBufferView[];
}

const empty = new Uint8Array(0);
const floatBytes = [2, 4, 8];
const intervalBytes = [4, 8, 16];
const denseMode = 1;

/**
 * Appends a column of an apache-arrow table in the order of the format, with
 * the memory it has: only bitmaps and offsets of slices are copied, and what
 * lies behind views.
 * @param data from any copy of apache-arrow
 * @param dictionaries told of the column's dictionaries
 * @throws {TypeError} for a type the format does not have, or too little data
 */
export function appendColumn(
	parts: ColumnParts,
	data: Data,
	dictionaries: TableDictionaries,
): void {
	const { length } = data;
	const typeId = data.typeId as number;
	if (typeId === Type.Null) {
		parts.nodes.push({ length, nullCount: length });
		return;
	}
	if (typeId === Type.Union) {
		parts.nodes.push({ length, nullCount: 0 });
	} else {
		const nullCount = data.nullBitmap?.length ? data.nullCount : 0;
		parts.nodes.push({ length, nullCount });
		parts.buffers.push(
			nullCount > 0 ? sliceBitmap(data.nullBitmap, data.offset, length) : empty,
		);
	}
	appendValues(parts, data, typeId, dictionaries);
}

function appendValues(
	parts: ColumnParts,
	data: Data,
	typeId: number,
	dictionaries: TableDictionaries,
): void {
	const { length, type } = data;
	const children = data.children as readonly Data[];
	const appendChild = (child: Data) => appendColumn(parts, child, dictionaries);
	switch (typeId) {
		case dictionaryTypeId: {
			const { indices } = type as Dictionary<DataType>;
			const own = firstBytes(data.values, length * byteWidth(indices), data);
			const raise = dictionaries.add(data);
			const isValid = (row: number) => data.getValid(row);
			parts.buffers.push(raiseIndices(own, indices, raise, isValid));
			return;
		}
		case Type.Bool:
			parts.buffers.push(
				length === 0 ? empty : sliceBitmap(data.values, data.offset, length),
			);
			return;
		case Type.Utf8:
		case Type.Binary:
		case Type.LargeUtf8:
		case Type.LargeBinary: {
			const { offsets, begin, end } = rebaseOffsets(data.valueOffsets, length);
			parts.buffers.push(offsets, data.values?.subarray(begin, end) ?? empty);
			return;
		}
		case Type.Utf8View:
		case Type.BinaryView:
			parts.buffers.push(...withoutViews(data));
			return;
		case Type.List:
		case Type.LargeList:
		case Type.Map: {
			const { offsets, begin, end } = rebaseOffsets(data.valueOffsets, length);
			parts.buffers.push(offsets);
			for (const child of children) {
				appendChild(firstRows(child, end, data).slice(begin, end - begin));
			}
			return;
		}
		case Type.FixedSizeList:
			for (const child of children) {
				appendChild(
					firstRows(child, length * parametersOf(type).listSize, data),
				);
			}
			return;
		case Type.Struct_:
			for (const child of children) appendChild(firstRows(child, length, data));
			return;
		case Type.Union:
			parts.buffers.push(firstBytes(data.typeIds, length, data));
			if (parametersOf(type).mode === denseMode) {
				parts.buffers.push(firstBytes(data.valueOffsets, length * 4, data));
				children.forEach(appendChild);
			} else {
				for (const child of children) {
					appendChild(firstRows(child, length, data));
				}
			}
			return;
		default:
			parts.buffers.push(
				firstBytes(data.values, length * byteWidth(type), data),
			);
	}
}

/** What lies behind views, as offsets and bytes. */
function withoutViews(data: Data): ArrayBufferView[] {
	const { length, type } = data;
	const views = firstBytes(data.values, length * 16, data);
	const isNull = (row: number) => !data.getValid(row);
	const rows = rowRange(0, length);
	const behind = data.variadicBuffers as readonly Uint8Array[];
	try {
		const { offsets, bytes } = gatherViews(rows, views, behind, isNull);
		return [encodeOffsets(offsets, 8), bytes];
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new TypeError(
			`Cannot write a column of type ${type}: ${error.message}`,
		);
	}
}

function parametersOf(type: DataType): TypeParameters {
	return type as unknown as TypeParameters;
}

/** Bytes of one value of a type whose values have a fixed width. */
function byteWidth(type: DataType): number {
	const { bitWidth, precision, unit, byteWidth } = parametersOf(type);
	switch (type.typeId as number) {
		case Type.Int:
		case Type.Time:
			return bitWidth / 8;
		case Type.FloatingPoint:
			return floatBytes[precision] ?? 0;
		case Type.Decimal:
			return (bitWidth ?? 128) / 8;
		case Type.Date:
			return unit === 0 ? 4 : 8;
		case Type.Timestamp:
		case Type.Duration:
			return 8;
		case Type.Interval:
			return intervalBytes[unit] ?? 0;
		case Type.FixedSizeBinary:
			return byteWidth;
		default:
			throw new TypeError(`Cannot write a column of type ${type}`);
	}
}

function firstBytes(
	values: ArrayBufferView | undefined,
	byteLength: number,
	{ type, length }: Data,
): Uint8Array {
	if (byteLength === 0) return empty;
	if (values === undefined || values.byteLength < byteLength) {
		throw new TypeError(
			`Cannot write a column of type ${type}: its ${length} rows need ${byteLength} bytes, it has ${values?.byteLength ?? 0}`,
		);
	}
	return new Uint8Array(values.buffer, values.byteOffset, byteLength);
}

function firstRows(child: Data, length: number, { type }: Data): Data {
	if (child.length === length) return child;
	if (child.length < length) {
		throw new TypeError(
			`Cannot write a column of type ${type}: it needs ${length} values, it has ${child.length}`,
		);
	}
	return child.slice(0, length);
}
