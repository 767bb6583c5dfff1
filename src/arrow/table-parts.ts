import type { Data, RecordBatch } from "apache-arrow";
import { appendColumn } from "./column-parts.ts";
import type { BatchParts } from "./encode-batch.ts";
import { splitRows } from "./split-rows.ts";
import { TableDictionaries } from "./table-dictionaries.ts";

/**
 * The record batches of a table as a file has them: each as it is, or in
 * several that are small enough; and the dictionaries that they bring.
 */
export class TableParts {
	readonly #batchBytes: number;
	readonly #dictionaries: TableDictionaries;
	#pending: BatchParts[] = [];

	/** @param batchBytes the most that a batch may have, message included */
	constructor(batchBytes: number) {
		this.#batchBytes = batchBytes;
		this.#dictionaries = new TableDictionaries(({ id, delta, values }) => {
			const pieces = this.#split(values.length, (begin, end) => {
				const part = slice(values, begin, end);
				const parts = this.#parts([part], end - begin);
				return { ...parts, dictionary: { id, delta: delta || begin > 0 } };
			});
			this.#pending.push(...pieces);
		});
	}

	/** The dictionaries met since the last time, to be written first. */
	takeDictionaries(): BatchParts[] {
		const pending = this.#pending;
		this.#pending = [];
		return pending;
	}

	/**
	 * @param ids the numbers under which the file has the batch's dictionaries,
	 *   where they are others than its own
	 * @throws {TypeError} for a type the format does not have, or too little
	 *   data
	 * @throws {RangeError} when a row alone is too large
	 */
	of(
		batch: RecordBatch,
		ids: ReadonlyMap<number, number> = new Map(),
	): Generator<BatchParts> {
		const metadata = batch.metadata ?? new Map<string, string>();
		this.#dictionaries.ids = ids;
		return this.#split(batch.numRows, (begin, end) => {
			const isWhole = begin === 0 && end === batch.numRows;
			const { data } = isWhole ? batch : batch.slice(begin, end);
			return { ...this.#parts(data.children, end - begin), metadata };
		});
	}

	#split(
		rowCount: number,
		build: (begin: number, end: number) => BatchParts,
	): Generator<BatchParts> {
		return splitRows(rowCount, this.#batchBytes, build);
	}

	#parts(columns: readonly Data[], rowCount: number): BatchParts {
		const parts = { nodes: [], buffers: [] };
		for (const column of columns) {
			appendColumn(parts, column, this.#dictionaries);
		}
		const none = { variadicCounts: [], dictionary: null, metadata: new Map() };
		return { ...parts, ...none, rowCount };
	}
}

function slice(values: Data, begin: number, end: number): Data {
	const isWhole = begin === 0 && end === values.length;
	return isWhole ? values : values.slice(begin, end - begin);
}
