import type { RecordBatch, Schema } from "apache-arrow";
import { limits } from "../config.ts";
import { encodeTableSchema } from "./encode-table-schema.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile } from "./layout-file.ts";
import { SchemaMatch } from "./match-schema.ts";
import { TableParts } from "./table-parts.ts";

/**
 * Lays out an Arrow IPC file while its record batches come, of which only one
 * is held at a time: `start`, `add` for each batch, `end`. Dictionaries, and
 * what is added to them, are written when first met, and held.
 */
export class BatchStream {
	readonly #file: GrowingFile;
	readonly #match: SchemaMatch;
	readonly #parts: TableParts;

	/**
	 * @param batchBytes a batch that would be larger is written as several
	 * @throws {TypeError} for a type that the format does not have
	 */
	constructor(schema: Schema, batchBytes: number = limits.batchBytes) {
		this.#file = new GrowingFile((builder) =>
			encodeTableSchema(builder, schema),
		);
		this.#match = new SchemaMatch(schema);
		this.#parts = new TableParts(batchBytes);
	}

	/** Of all pieces given so far. */
	get byteLength(): number {
		return this.#file.byteLength;
	}

	/** What the file begins with. */
	start(): Piece[] {
		return this.#file.start();
	}

	/**
	 * The pieces of one batch, in as many groups as it becomes batches.
	 * @param batch must not change until the pieces are written; its
	 *   dictionaries never
	 * @throws {TypeError} when it has another schema, or cannot be written
	 * @throws {RangeError} when a row alone is too large for a batch
	 */
	*add(batch: RecordBatch): Generator<Piece[]> {
		const ids = this.#match.idsOf(batch.schema);
		for (const parts of this.#parts.of(batch, ids)) {
			for (const dictionary of this.#parts.takeDictionaries()) {
				yield this.#file.add(dictionary);
			}
			yield this.#file.add(parts);
		}
	}

	/** What the file ends with. */
	end(): Piece[] {
		return this.#file.end();
	}
}
