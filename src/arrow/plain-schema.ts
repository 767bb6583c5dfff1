import type { Field, Schema, tableFromIPC } from "apache-arrow";
import { Field as FlatField } from "apache-arrow/fb/field";
import { Footer } from "apache-arrow/fb/footer";
import { ByteBuffer } from "flatbuffers";
import { emptyFile } from "./empty-file.ts";
import type { FileBytes } from "./file-bytes.ts";
import { plainTypes } from "./plain-type.ts";
import type { ArrowField } from "./types.ts";

const headBytes = 8;
/** Where a field's table keeps its type's number (Schema.fbs). */
const typeOfField = 8;

/**
 * The schema of a file in plain types, as apache-arrow has it. The types that
 * go have no parameters of their own, and so have those that come: their
 * numbers are exchanged, which works also for what apache-arrow does not know.
 * @param fields of the file, as `readArrowFile` found
 * @throws {Error} apache-arrow's, for types that it does not know
 */
export function plainSchema(
	file: FileBytes,
	fields: readonly ArrowField[],
	parse: typeof tableFromIPC,
): Schema {
	const empty = emptyFile(file);
	const footer = Footer.getRootAsFooter(
		new ByteBuffer(empty.subarray(headBytes)),
	);
	const flat = footer.schema();
	for (let i = 0; i < (flat?.fieldsLength() ?? 0); i++) {
		exchangeTypes(flat?.fields(i) ?? null);
	}
	const { schema } = parse(empty);
	unwrapRuns(schema.fields, fields);
	return schema;
}

function exchangeTypes(field: FlatField | null): void {
	if (field?.bb == null) return;
	const plain = plainTypes.get(field.typeType());
	if (plain !== undefined) {
		const offset = field.bb.__offset(field.bb_pos, typeOfField);
		field.bb.writeUint8(field.bb_pos + offset, plain);
	}
	for (let i = 0; i < field.childrenLength(); i++) {
		exchangeTypes(field.children(i, new FlatField()));
	}
}

/** Puts the values of run-end-encoded columns in their place, in the list. */
function unwrapRuns(found: Field[], own: readonly ArrowField[]): void {
	for (const [index, { storage, children, encoding }] of own.entries()) {
		const field = found[index];
		if (field === undefined) continue;
		const type = encoding === null ? field.type : field.type.dictionary;
		const parts = encoding?.values.children ?? children;
		unwrapRuns(type.children ?? [], parts);
		const values = type.children?.[1] as Field | undefined;
		if (storage.kind !== "run_end" || values === undefined) continue;
		found[index] = values.clone({ name: field.name, metadata: field.metadata });
	}
}
