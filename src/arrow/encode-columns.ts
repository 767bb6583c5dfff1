import { Field } from "apache-arrow/fb/field";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { List } from "apache-arrow/fb/list";
import { Precision } from "apache-arrow/fb/precision";
import { Schema } from "apache-arrow/fb/schema";
import { Type } from "apache-arrow/fb/type";
import type { Builder } from "flatbuffers";
import type { SchemaEncoder } from "./layout-file.ts";
import type { ArrowType } from "./types.ts";

type OutputType = ArrowType | { readonly kind: "list" };

/** A column of a result: numbers, or lists of them. No nulls. */
export interface ColumnType {
	readonly name: string;
	/** `int`, `float`, `fixed_size_list` or `list`. */
	readonly type: OutputType;
	/** Type of a list's values. */
	readonly child?: ArrowType;
}

const precisions = {
	16: Precision.HALF,
	32: Precision.SINGLE,
	64: Precision.DOUBLE,
} as const;

/** Writes the schema of a result's columns, without loading apache-arrow.
 * @throws {TypeError} from what it gives, when a type is not numeric */
export function encodeColumns(columns: readonly ColumnType[]): SchemaEncoder {
	return (builder) => {
		const fields = columns.map(({ name, type, child }) =>
			encodeField(builder, name, type, child),
		);
		const vector = Schema.createFieldsVector(builder, fields);
		Schema.startSchema(builder);
		Schema.addFields(builder, vector);
		return Schema.endSchema(builder);
	};
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
