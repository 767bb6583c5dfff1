import type { DictionaryEncoding as FlatEncoding } from "apache-arrow/fb/dictionary-encoding";
import { Endianness } from "apache-arrow/fb/endianness";
import type { Field } from "apache-arrow/fb/field";
import type { Schema } from "apache-arrow/fb/schema";
import { limits } from "../config.ts";
import { LimitError } from "../errors.ts";
import type { CheckedBuffer } from "./checked-buffer.ts";
import { readFieldType } from "./field-type.ts";
import { invalidTable } from "./invalid-table.ts";
import { readMetadata } from "./metadata.ts";
import type { ArrowField, DictionaryEncoding } from "./types.ts";

/** How deep columns may be nested; Arrow's own C++ reader has the same. */
const nestingLimit = 64;

/**
 * The columns of a schema.
 * @param schema read through a `CheckedBuffer`
 * @throws {InvalidTableError} `invalid_table`: unsound, unknown types,
 *   big-endian
 * @throws {LimitError} `too_many_columns`
 */
export function readSchema(schema: Schema): ArrowField[] {
	const at = (schema.bb as CheckedBuffer).fileOffset;
	if (schema.endianness() !== Endianness.Little) {
		throw invalidTable(
			"its numbers are big-endian, expected little-endian; write it again on this machine",
			at,
		);
	}
	const given = schema.fieldsLength();
	if (given > limits.columns) {
		throw new LimitError(
			"too_many_columns",
			`Cannot take a table of ${given} columns, at most ${limits.columns} are allowed`,
			{ details: { limit: limits.columns, given } },
		);
	}
	return Array.from({ length: given }, (_, index) =>
		readField(schema.fields(index), at, 1),
	);
}

function readField(
	field: Field | null,
	at: number,
	nesting: number,
): ArrowField {
	if (field === null) throw invalidTable("a column has no description", at);
	const name = field.name() ?? "";
	if (nesting > nestingLimit) {
		throw invalidTable(
			`column ${JSON.stringify(name)} is nested deeper than ${nestingLimit} levels`,
			at,
		);
	}
	const children = Array.from({ length: field.childrenLength() }, (_, index) =>
		readField(field.children(index), at, nesting + 1),
	);
	const { type, storage } = readFieldType(field, children, at);
	const plain: ArrowField = {
		name,
		nullable: field.nullable(),
		type,
		children,
		dictionary: false,
		storage,
		encoding: null,
		metadata: readMetadata(field),
	};
	const encoding = field.dictionary();
	return encoding === null ? plain : encodedField(plain, encoding, at);
}

/** The column of dictionary indices whose values look like `values`. */
function encodedField(
	values: ArrowField,
	flat: FlatEncoding,
	at: number,
): ArrowField {
	const id = Number(flat.id());
	const index = flat.indexType();
	const bits = index?.bitWidth() ?? 32;
	const signed = index?.isSigned() ?? true;
	if (!Number.isSafeInteger(id) || ![8, 16, 32, 64].includes(bits)) {
		throw invalidTable(
			`the dictionary of column ${JSON.stringify(values.name)} has id ${id} and indices of ${bits} bits`,
			at,
		);
	}
	const encoding: DictionaryEncoding = { id, signed, values };
	return {
		...values,
		dictionary: true,
		storage: { kind: "fixed", bits },
		encoding,
	};
}
