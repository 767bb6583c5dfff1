import { Field } from "apache-arrow/fb/field";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { List } from "apache-arrow/fb/list";
import { Precision } from "apache-arrow/fb/precision";
import { Schema } from "apache-arrow/fb/schema";
import { Type } from "apache-arrow/fb/type";
import type { Builder } from "flatbuffers";
import { limits } from "../config.ts";
import type { BatchParts } from "./encode-batch.ts";
import type { FileLayout } from "./layout.ts";
import { layoutFile } from "./layout-file.ts";
import type { NumericArray } from "./numeric-type.ts";
import { splitRows } from "./split-rows.ts";
import type { ArrowType } from "./types.ts";

/** A column of a result: numbers, or lists of them. No nulls. */
export interface OutputColumn {
	readonly name: string;
	/** `int`, `float`, `fixed_size_list` or `list`. */
	readonly type: OutputType;
	/** Type of a list's values. */
	readonly child?: ArrowType;
	/** Row-major, [rows] or [rows x size]; a list's in the order of its rows. */
	readonly values: NumericArray;
	/** Of a `list`: where each row's values start [rows + 1], from 0 on. */
	readonly offsets?: Int32Array;
}

type OutputType = ArrowType | { readonly kind: "list" };

const precisions = {
	16: Precision.HALF,
	32: Precision.SINGLE,
	64: Precision.DOUBLE,
} as const;

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
	const encodeSchema = (builder: Builder) => {
		const fields = columns.map(({ name, type, child }) =>
			encodeField(builder, name, type, child),
		);
		const vector = Schema.createFieldsVector(builder, fields);
		Schema.startSchema(builder);
		Schema.addFields(builder, vector);
		return Schema.endSchema(builder);
	};
	const batches = splitRows(rowCount, batchBytes, (begin, end) =>
		partsOf(columns, begin, end),
	);
	return layoutFile(encodeSchema, batches);
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

/** Writes a column that is never null; a list's child is named "item". */
function encodeField(
	builder: Builder,
	name: string,
	type: OutputType,
	child?: ArrowType,
): number {
	const children = Field.createChildrenVector(
		builder,
		child === undefined ? [] : [encodeField(builder, "item", child)],
	);
	const nameOffset = builder.createString(name);
	const [typeType, typeOffset] = encodeType(builder, type);
	Field.startField(builder);
	Field.addName(builder, nameOffset);
	Field.addNullable(builder, false);
	Field.addTypeType(builder, typeType);
	Field.addType(builder, typeOffset);
	Field.addChildren(builder, children);
	return Field.endField(builder);
}

function encodeType(builder: Builder, type: OutputType): [Type, number] {
	switch (type.kind) {
		case "list":
			List.startList(builder);
			return [Type.List, List.endList(builder)];
		case "int":
			return [Type.Int, Int.createInt(builder, type.bits, type.signed)];
		case "float":
			return [
				Type.FloatingPoint,
				FloatingPoint.createFloatingPoint(builder, precisions[type.bits]),
			];
		case "fixed_size_list":
			return [
				Type.FixedSizeList,
				FixedSizeList.createFixedSizeList(builder, type.size),
			];
		case "other":
			throw new TypeError(`Cannot lay out a column of type ${type.name}`);
	}
}
