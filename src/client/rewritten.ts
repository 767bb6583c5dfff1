import type { tableFromIPC } from "apache-arrow";
import { encodeTableSchema } from "../arrow/encode-table-schema.ts";
import type { ArrowFile } from "../arrow/file.ts";
import type { FileBytes } from "../arrow/file-bytes.ts";
import { invalidTable } from "../arrow/invalid-table.ts";
import type { Piece } from "../arrow/layout.ts";
import type { SchemaEncoder } from "../arrow/layout-file.ts";
import { plainSchema } from "../arrow/plain-schema.ts";
import { rewriteFile } from "../arrow/rewrite-file.ts";

/**
 * The pieces of a file written anew, for `writeStream`: not compressed, in
 * plain types, in batches that can be read at once.
 * @param file what `readArrowFile(bytes)` gave
 * @throws {InvalidTableError} `invalid_table` where it cannot be
 */
export async function* rewritten(
	file: ArrowFile,
	bytes: FileBytes,
): AsyncGenerator<Piece[]> {
	const { tableFromIPC } = await import("apache-arrow");
	const encodeSchema = schemaOf(file, bytes, tableFromIPC);
	yield* rewriteFile(file, bytes, encodeSchema);
}

/** @throws {InvalidTableError} `invalid_table` for types it does not know */
function schemaOf(
	{ schema: fields }: ArrowFile,
	bytes: FileBytes,
	parse: typeof tableFromIPC,
): SchemaEncoder {
	try {
		const schema = plainSchema(bytes, fields, parse);
		return (builder) => encodeTableSchema(builder, schema);
	} catch (error) {
		throw invalidTable(
			`it must be written anew, and has a type that cannot be: ${(error as Error).message}; write it without compression`,
			0,
		);
	}
}
