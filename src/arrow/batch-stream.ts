import type { RecordBatch, Schema } from "apache-arrow";
import { limits } from "../config.ts";
import { dictionaryFields } from "./dictionary.ts";
import type { BatchParts } from "./encode-batch.ts";
import { encodeTableSchema } from "./encode-table-schema.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile, type SchemaEncoder } from "./layout-file.ts";
import { SchemaMatch } from "./match-schema.ts";
import { mergeDictionaries } from "./merge-dictionaries.ts";
import { schemaFields } from "./schema-fields.ts";
import { TableParts } from "./table-parts.ts";

/**
 * Lays out an Arrow IPC file while its record batches come, of which only one
 * is held at a time: `start`, `add` for each batch, `end`. Dictionaries are
 * written when first met, and held. One that something is added to later is
 * written again as a whole at the end, since not every reader takes additions.
 */
export class BatchStream {
	readonly #encodeSchema: SchemaEncoder;
	readonly #batchBytes: number;
	readonly #file: GrowingFile;
	readonly #match: SchemaMatch;
	readonly #parts: TableParts;
	readonly #dictionaries: BatchParts[] = [];

	/**
	 * @param batchBytes a batch that would be larger is written as several
	 * @throws {TypeError} for a type that the format does not have
	 */
	constructor(schema: Schema, batchBytes: number = limits.batchBytes) {
		this.#encodeSchema = (builder) => encodeTableSchema(builder, schema);
		this.#batchBytes = batchBytes;
		this.#file = new GrowingFile(this.#encodeSchema);
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
		// apache-arrow gives one for a stream that has none, its columns incomplete.
		if (batch.numRows === 0) return;
		for (const parts of this.#parts.of(batch, ids)) {
			for (const dictionary of this.#parts.takeDictionaries()) {
				this.#dictionaries.push(dictionary);
				if (isFirst(dictionary)) yield this.#file.add(dictionary);
			}
			yield this.#file.add(parts);
		}
	}

	/** What the file ends with. */
	end(): Piece[] {
		const pieces: Piece[] = [];
		if (!this.#dictionaries.every(isFirst)) {
			pieces.push(...this.#grownDictionaries());
		}
		pieces.push(...this.#file.end());
		return pieces;
	}

	*#grownDictionaries(): Generator<Piece> {
		const fields = dictionaryFields(schemaFields(this.#encodeSchema));
		const grown = new Set(
			this.#dictionaries
				.filter((one) => !isFirst(one))
				.map(({ dictionary }) => dictionary?.id),
		);
		const parts = this.#dictionaries.filter(({ dictionary }) =>
			grown.has(dictionary?.id),
		);
		for (const part of mergeDictionaries(fields, parts, this.#batchBytes)) {
			yield* isFirst(part)
				? this.#file.replaceDictionary(part)
				: this.#file.add(part);
		}
	}
}

function isFirst({ dictionary }: BatchParts): boolean {
	return dictionary?.delta === false;
}
