import type { Dictionary, Field, Schema } from "apache-arrow";
import { DictionaryEncoding } from "apache-arrow/fb/dictionary-encoding";
import { Field as FlatField } from "apache-arrow/fb/field";
import { Int } from "apache-arrow/fb/int";
import { Schema as FlatSchema } from "apache-arrow/fb/schema";
import type { Builder } from "flatbuffers";
import { encodeMetadata } from "./encode-metadata.ts";
import { encodeType } from "./encode-type.ts";
import { plainTypes } from "./plain-type.ts";

/** apache-arrow's number for dictionary-encoded columns. */
export const dictionaryTypeId = -1;

type DictionaryNumber = (dictionary: Dictionary) => number;

/**
 * Writes the schema of an apache-arrow table with all its metadata, in plain
 * types.
 * @param idOf the number of a dictionary, its own by default
 * @returns its offset in `builder`
 * @throws {TypeError} for a type that the format does not have
 */
export function encodeTableSchema(
	builder: Builder,
	schema: Schema,
	idOf: DictionaryNumber = ({ id }) => id,
): number {
	const fields = FlatSchema.createFieldsVector(
		builder,
		schema.fields.map((field) => encodeField(builder, field, idOf)),
	);
	const metadata = encodeMetadata(builder, schema.metadata ?? new Map());
	FlatSchema.startSchema(builder);
	FlatSchema.addFields(builder, fields);
	if (metadata !== 0) FlatSchema.addCustomMetadata(builder, metadata);
	return FlatSchema.endSchema(builder);
}

/** A dictionary-encoded column is described by the type of its values. */
function encodeField(
	builder: Builder,
	field: Field,
	idOf: DictionaryNumber,
): number {
	const encoded = field.type.typeId === dictionaryTypeId;
	const dictionary = encoded ? (field.type as Dictionary) : null;
	const type = dictionary?.dictionary ?? field.type;
	const children = FlatField.createChildrenVector(
		builder,
		((type.children ?? []) as Field[]).map((child) =>
			encodeField(builder, child, idOf),
		),
	);
	const name = builder.createString(field.name);
	const typeOffset = encodeType(builder, type);
	const encoding =
		dictionary === null
			? 0
			: encodeDictionary(builder, dictionary, idOf(dictionary));
	const metadata = encodeMetadata(builder, field.metadata ?? new Map());
	FlatField.startField(builder);
	FlatField.addName(builder, name);
	FlatField.addNullable(builder, field.nullable);
	const typeId = type.typeId as number;
	FlatField.addTypeType(builder, plainTypes.get(typeId) ?? typeId);
	FlatField.addType(builder, typeOffset);
	FlatField.addChildren(builder, children);
	if (encoding !== 0) FlatField.addDictionary(builder, encoding);
	if (metadata !== 0) FlatField.addCustomMetadata(builder, metadata);
	return FlatField.endField(builder);
}

function encodeDictionary(
	builder: Builder,
	{ indices, isOrdered }: Dictionary,
	id: number,
): number {
	const indexType = Int.createInt(builder, indices.bitWidth, indices.isSigned);
	DictionaryEncoding.startDictionaryEncoding(builder);
	DictionaryEncoding.addId(builder, BigInt(id));
	DictionaryEncoding.addIndexType(builder, indexType);
	DictionaryEncoding.addIsOrdered(builder, isOrdered);
	return DictionaryEncoding.endDictionaryEncoding(builder);
}
