import type { RecordBatch, Table, TypeMap } from "apache-arrow";
import { isRecordBatch } from "./is-record-batch.ts";

/** Columns by name: typed arrays (used in place) or plain arrays. */
export type Columns = Readonly<
	Record<string, ArrayBufferView | readonly unknown[]>
>;

/** What `put` takes: a table, record batches of one schema, or columns. */
export type TableInput =
	| Table<TypeMap>
	| RecordBatch<TypeMap>
	| Iterable<RecordBatch<TypeMap>>
	| Columns;

/**
 * The apache-arrow Table of what was given, over the same memory. Recognised
 * by shape, so that a table of another copy of apache-arrow works as well.
 * @throws {TypeError} where it is none of them
 * @throws {RangeError} for columns of different lengths
 */
export async function tableFromInput(input: TableInput): Promise<Table> {
	if (typeof input !== "object" || input === null) throw notATable(input);
	if (isTable(input)) return input;
	const arrow = await import("apache-arrow");
	if (isRecordBatch(input)) return new arrow.Table([input]);
	if (Symbol.iterator in input) {
		const batches = [...(input as Iterable<RecordBatch>)];
		if (batches.length > 0 && batches.every(isRecordBatch)) {
			return new arrow.Table(batches);
		}
		throw notATable(input);
	}
	checkColumns(input);
	return arrow.tableFromArrays(
		input as Parameters<typeof arrow.tableFromArrays>[0],
	) as Table;
}

function isTable(value: object): value is Table {
	return (
		"schema" in value && "batches" in value && Array.isArray(value.batches)
	);
}

function checkColumns(columns: Columns): void {
	const entries = Object.entries(columns);
	if (entries.length === 0) throw notATable(columns);
	const lengths = entries.map(([name, values]) => {
		const isList = Array.isArray(values) || ArrayBuffer.isView(values);
		if (!isList || values instanceof DataView) {
			throw new TypeError(
				`Cannot put column ${JSON.stringify(name)}: expected an array or typed array, got ${typeof values}`,
			);
		}
		return (values as ArrayLike<unknown>).length;
	});
	const odd = lengths.findIndex((length) => length !== lengths[0]);
	if (odd < 0) return;
	throw new RangeError(
		`Cannot put columns of different lengths: ${JSON.stringify(entries[0]?.[0])} has ${lengths[0]} rows, ${JSON.stringify(entries[odd]?.[0])} has ${lengths[odd]}`,
	);
}

function notATable(input: unknown): TypeError {
	const got = input === null ? "null" : typeof input;
	return new TypeError(
		`Cannot put this ${got} on the shelf: expected an apache-arrow Table, RecordBatches of one schema, or columns as { name: typed array }`,
	);
}
