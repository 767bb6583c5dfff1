import { DictionaryBatch } from "apache-arrow/fb/dictionary-batch";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { type BatchLayout, readBatch } from "./batch.ts";
import { columnPlaces } from "./column-places.ts";
import { invalidTable } from "./invalid-table.ts";
import type { LocatedMessage } from "./message.ts";
import { type ArrowField, typeName } from "./types.ts";

/** One dictionary's values, or more of them. */
export interface DictionaryLayout {
	readonly id: number;
	/** Whether the values continue those before. */
	readonly delta: boolean;
	/** The values as a column. */
	readonly field: ArrowField;
	/** A batch of that one column. */
	readonly batch: BatchLayout;
}

/** Each dictionary's values as a column, by the dictionary's number. */
export type DictionaryFields = ReadonlyMap<number, ArrowField>;

/**
 * The dictionaries that columns use, those in dictionaries' values included.
 * @throws {InvalidTableError} `invalid_table`: columns of different types share
 *   one
 */
export function dictionaryFields(
	fields: readonly ArrowField[],
): DictionaryFields {
	const found = new Map<number, ArrowField>();
	const visit = ({ encoding, children }: ArrowField): void => {
		if (encoding === null) {
			children.forEach(visit);
			return;
		}
		const { id, values } = encoding;
		const known = found.get(id);
		if (known !== undefined && typeName(known) !== typeName(values)) {
			throw invalidTable(
				`dictionary ${id} is used for ${typeName(known)} and for ${typeName(values)}`,
				0,
			);
		}
		found.set(id, values);
		values.children.forEach(visit);
	};
	fields.forEach(visit);
	return found;
}

/**
 * Reads the description of one dictionary batch.
 * @throws {InvalidTableError} `invalid_table`
 */
export function readDictionary(
	{ message, place }: LocatedMessage,
	fields: DictionaryFields,
): DictionaryLayout {
	const header =
		message.headerType() === MessageHeader.DictionaryBatch
			? (message.header(new DictionaryBatch()) as DictionaryBatch | null)
			: null;
	const data = header?.data() ?? null;
	if (header === null || data === null) {
		throw invalidTable("a message is no dictionary batch", place.offset);
	}
	const id = Number(header.id());
	const field = fields.get(id);
	if (field === undefined) {
		throw invalidTable(`no column uses dictionary ${id}`, place.offset);
	}
	const batch = readBatch(data, place);
	columnPlaces([field], batch);
	if (batch.nodes[0] !== batch.rowCount) {
		throw invalidTable(
			`dictionary ${id} has ${batch.nodes[0]} values in a batch of ${batch.rowCount}`,
			place.offset,
		);
	}
	return { id, delta: header.isDelta(), field, batch };
}
