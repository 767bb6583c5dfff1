import type { Data, Table } from "apache-arrow";
import { appendColumn } from "./column-parts.ts";
import type { BatchParts } from "./encode-batch.ts";
import { encodeTableSchema } from "./encode-table-schema.ts";
import type { FileLayout } from "./layout.ts";
import { layoutFile } from "./layout-file.ts";
import { TableDictionaries } from "./table-dictionaries.ts";

/**
 * Lays out an apache-arrow table as an Arrow IPC file: a record batch for each
 * of its own, all types, slices, dictionaries and metadata included.
 *
 * The pieces are the table's own buffers; only bitmaps and offsets of slices
 * are copied. The table must not change until they are written.
 * @param table from any copy or version of apache-arrow
 * @throws {TypeError} when it is no table, has a type that the format does not
 *   have, or buffers that are too short
 */
export function layoutTable(table: Table): FileLayout {
	checkTable(table);
	const dictionaryBatches: BatchParts[] = [];
	const dictionaries = new TableDictionaries(({ id, delta, values }) => {
		const parts = batchParts([values], values.length, dictionaries);
		dictionaryBatches.push({ ...parts, dictionary: { id, delta } });
	});
	const batches = table.batches.map((batch) => ({
		...batchParts(batch.data.children, batch.numRows, dictionaries),
		metadata: batch.metadata ?? new Map<string, string>(),
	}));
	return layoutFile(
		(builder) => encodeTableSchema(builder, table.schema),
		[...dictionaryBatches, ...batches],
	);
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

function batchParts(
	columns: readonly Data[],
	rowCount: number,
	dictionaries: TableDictionaries,
): BatchParts {
	const parts = { nodes: [], buffers: [], variadicCounts: [] };
	for (const column of columns) appendColumn(parts, column, dictionaries);
	return { ...parts, rowCount, dictionary: null, metadata: new Map() };
}
