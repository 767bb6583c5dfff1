import type { Table } from "apache-arrow";
import type { Builder } from "flatbuffers";
import { limits } from "../config.ts";
import { dictionaryFields } from "./dictionary.ts";
import { encodeTableSchema } from "./encode-table-schema.ts";
import type { FileLayout } from "./layout.ts";
import { layoutFile } from "./layout-file.ts";
import { mergeDictionaries } from "./merge-dictionaries.ts";
import { schemaFields } from "./schema-fields.ts";
import { TableParts } from "./table-parts.ts";

/**
 * Lays out an apache-arrow table as an Arrow IPC file: a record batch for each
 * of its own, all types, slices, dictionaries and metadata included. A batch
 * that is too large to be read at once is written as several.
 *
 * The pieces are the table's own buffers; only bitmaps and offsets of slices
 * are copied, what lies behind views, and dictionaries that grow from batch to
 * batch. The table must not change until they are written.
 * @param table from any copy or version of apache-arrow
 * @param batchBytes the most that a batch may have
 * @throws {TypeError} when it is no table, has a type that the format does not
 *   have, or buffers that are too short
 * @throws {RangeError} when a row alone is too large for a batch
 */
export function layoutTable(
	table: Table,
	batchBytes: number = limits.batchBytes,
): FileLayout {
	checkTable(table);
	const parts = new TableParts(batchBytes);
	const batches = table.batches.flatMap((batch) => [...parts.of(batch)]);
	const encodeSchema = (builder: Builder) =>
		encodeTableSchema(builder, table.schema);
	const fields = dictionaryFields(schemaFields(encodeSchema));
	const dictionaries = parts.takeDictionaries();
	return layoutFile(encodeSchema, [
		...mergeDictionaries(fields, dictionaries, batchBytes),
		...batches,
	]);
}

function checkTable(table: Table): void {
	const sound =
		Array.isArray(table?.batches) && Array.isArray(table.schema?.fields);
	if (!sound) {
		throw new TypeError(
			`Cannot lay out a table: expected an apache-arrow Table, got ${Object.prototype.toString.call(table)}`,
		);
	}
}
