import { Decimal } from "apache-arrow/fb/decimal";
import type { Field } from "apache-arrow/fb/field";
import { FixedSizeBinary } from "apache-arrow/fb/fixed-size-binary";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { Null } from "apache-arrow/fb/null";
import { Precision } from "apache-arrow/fb/precision";
import { Type } from "apache-arrow/fb/type";
import { Union } from "apache-arrow/fb/union";
import { UnionMode } from "apache-arrow/fb/union-mode";
import { invalidTable } from "./invalid-table.ts";
import { timeTypes } from "./time-types.ts";
import {
	type FieldType,
	fixedType,
	namedType,
	type TypeReader,
	typeParameters,
} from "./type-reader.ts";
import type { ArrowField, Storage } from "./types.ts";

const floatBits = new Map<number, 16 | 32 | 64>([
	[Precision.HALF, 16],
	[Precision.SINGLE, 32],
	[Precision.DOUBLE, 64],
]);

/** Digits that a decimal of so many bits holds. */
const decimalDigits = new Map([
	[32, 9],
	[64, 18],
	[128, 38],
	[256, 76],
]);

/**
 * The type of a column.
 * @param children the column's children, already read
 * @param at where in the file, for messages
 * @throws {InvalidTableError} `invalid_table`: a type that the format does not
 *   have, or with the wrong number of children
 */
export function readFieldType(
	field: Field,
	children: readonly ArrowField[],
	at: number,
): FieldType {
	const reader = readers.get(field.typeType());
	const sound = [children.length, "any"].includes(reader?.children ?? 0);
	const described = typeParameters(field, new Null()) !== undefined;
	const result = sound && described ? reader?.read(field, children) : undefined;
	if (result === undefined) {
		throw invalidTable(
			`column ${JSON.stringify(field.name() ?? "")} is of a type that the format does not have: ${Type[field.typeType()] ?? field.typeType()} with ${children.length} children`,
			at,
		);
	}
	return result;
}

const readers = new Map<Type, TypeReader>([
	[Type.Null, plain("null", { kind: "null" })],
	[Type.Bool, plain("bool", { kind: "fixed", bits: 1 })],
	[Type.Binary, plain("binary", { kind: "bytes", offsetBytes: 4 })],
	[Type.Utf8, plain("utf8", { kind: "bytes", offsetBytes: 4 })],
	[Type.LargeBinary, plain("large_binary", { kind: "bytes", offsetBytes: 8 })],
	[Type.LargeUtf8, plain("large_utf8", { kind: "bytes", offsetBytes: 8 })],
	[Type.BinaryView, plain("binary_view", { kind: "view" })],
	[Type.Utf8View, plain("utf8_view", { kind: "view" })],
	[Type.List, plain("list", { kind: "list", offsetBytes: 4 }, 1)],
	[Type.LargeList, plain("large_list", { kind: "list", offsetBytes: 8 }, 1)],
	[Type.Map, { children: 1, read: readMap }],
	[Type.ListView, plain("list_view", { kind: "list_view", offsetBytes: 4 }, 1)],
	[
		Type.LargeListView,
		plain("large_list_view", { kind: "list_view", offsetBytes: 8 }, 1),
	],
	[Type.RunEndEncoded, { children: 2, read: readRunEndEncoded }],
	[Type.Struct_, plain("struct", { kind: "struct" }, "any")],
	[Type.Union, { children: "any", read: readUnion }],
	[Type.FixedSizeList, { children: 1, read: readFixedSizeList }],
	[Type.Int, { children: 0, read: readInt }],
	[Type.FloatingPoint, { children: 0, read: readFloat }],
	[Type.FixedSizeBinary, { children: 0, read: readFixedSizeBinary }],
	[Type.Decimal, { children: 0, read: readDecimal }],
	...timeTypes,
]);

function plain(
	name: string,
	storage: Storage,
	children: number | "any" = 0,
): TypeReader {
	return { children, read: () => namedType(name, storage) };
}

function readInt(field: Field): FieldType | undefined {
	const int = typeParameters(field, new Int());
	const bits = int?.bitWidth();
	if (int === undefined) return undefined;
	if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) return undefined;
	const type = { kind: "int", bits, signed: int.isSigned() } as const;
	return { type, storage: { kind: "fixed", bits } };
}

function readFloat(field: Field): FieldType | undefined {
	const precision =
		typeParameters(field, new FloatingPoint())?.precision() ?? -1;
	const bits = floatBits.get(precision);
	if (bits === undefined) return undefined;
	return { type: { kind: "float", bits }, storage: { kind: "fixed", bits } };
}

function readFixedSizeList(field: Field): FieldType | undefined {
	const size = typeParameters(field, new FixedSizeList())?.listSize() ?? -1;
	if (size < 0) return undefined;
	const type = { kind: "fixed_size_list", size } as const;
	return { type, storage: type };
}

function readFixedSizeBinary(field: Field) {
	const bytes = typeParameters(field, new FixedSizeBinary())?.byteWidth() ?? -1;
	if (bytes < 0) return undefined;
	return fixedType(`fixed_size_binary[${bytes}]`, bytes * 8);
}

function readDecimal(field: Field) {
	const decimal = typeParameters(field, new Decimal());
	const bits = decimal?.bitWidth() ?? 0;
	const precision = decimal?.precision() ?? 0;
	const digits = decimalDigits.get(bits) ?? 0;
	if (precision < 1 || precision > digits) return undefined;
	return fixedType(`decimal${bits}(${precision}, ${decimal?.scale()})`, bits);
}

function readMap(_: Field, children: readonly ArrowField[]) {
	const entries = children[0];
	if (entries?.storage.kind !== "struct" || entries.children.length !== 2) {
		return undefined;
	}
	return namedType("map", { kind: "list", offsetBytes: 4 });
}

function readRunEndEncoded(_: Field, children: readonly ArrowField[]) {
	const ends = children[0]?.type;
	if (ends?.kind !== "int" || !ends.signed || ends.bits === 8) return undefined;
	return children[0]?.dictionary
		? undefined
		: namedType("run_end_encoded", { kind: "run_end" });
}

/** Type ids are 0 to 127, each once; without a list they count from 0. */
function readUnion(field: Field, children: readonly ArrowField[]) {
	const union = typeParameters(field, new Union());
	if (union === undefined || children.length > 128) return undefined;
	const given = union.typeIdsLength();
	const typeIds =
		given === 0
			? children.map((_, index) => index)
			: Array.from({ length: given }, (_, index) => union.typeIds(index) ?? -1);
	const sound =
		typeIds.length === children.length &&
		typeIds.every((id) => id >= 0 && id < 128) &&
		new Set(typeIds).size === typeIds.length;
	if (!sound) return undefined;
	const dense = union.mode() === UnionMode.Dense;
	const name = dense ? "dense_union" : "sparse_union";
	return namedType(name, { kind: "union", dense, typeIds });
}
