import { Field } from "apache-arrow/fb/field";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
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

/** A column of a result: numbers, or a fixed-size list of them. No nulls. */
export interface OutputColumn {
	readonly name: string;
	/** `int`, `float` or `fixed_size_list`. */
	readonly type: ArrowType;
	/** Type of a list's values. */
	readonly child?: ArrowType;
	/** Row-major, [rows] or [rows x size]. */
	readonly values: NumericArray;
}

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

/** Writes a column that is never null; a list's child is named "item". */
function encodeField(
	builder: Builder,
	name: string,
	type: ArrowType,
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

function encodeType(builder: Builder, type: ArrowType): [Type, number] {
	switch (type.kind) {
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
