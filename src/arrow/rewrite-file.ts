import { limits } from "../config.ts";
import type { BatchLayout } from "./batch.ts";
import { dictionaryFields } from "./dictionary.ts";
import type { BatchParts } from "./encode-batch.ts";
import type { ArrowFile } from "./file.ts";
import type { FileBytes } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile, type SchemaEncoder } from "./layout-file.ts";
import { mergeDictionaries } from "./merge-dictionaries.ts";
import { PlainBuffers } from "./plain-buffers.ts";
import { isPlain } from "./plain-type.ts";
import { sliceBatch } from "./slice-batch.ts";
import { splitRows } from "./split-rows.ts";
import type { ArrowField } from "./types.ts";

/** Sizes of batches, bytes. */
export interface RewriteSizes {
	/** The most that one may have. */
	readonly batchBytes: number;
	/** What a batch is divided to where it can be: so much is held at once. */
	readonly targetBytes: number;
}

/** Rows of which a batch is made whose columns have to be converted: a few
 * bytes of views, or of runs, can stand for many. */
const targetRows = 4 * 1024 * 1024;

const defaultSizes: RewriteSizes = {
	batchBytes: limits.batchBytes,
	targetBytes: 64 * 1024 * 1024,
};

/**
 * A file's content as a file without compression, in plain types, with one
 * batch a dictionary, whose batches are small enough to be read at once: its
 * pieces, batch by batch.
 * @param file what `readArrowFile(bytes)` gave
 * @param encodeSchema writes the file's schema, in plain types
 * @throws {InvalidTableError} `invalid_table`: a buffer is unsound, or a row
 *   too large
 */
export function* rewriteFile(
	file: ArrowFile,
	bytes: FileBytes,
	encodeSchema: SchemaEncoder,
	sizes: RewriteSizes = defaultSizes,
): Generator<Piece[]> {
	const growing = new GrowingFile(encodeSchema);
	yield growing.start();
	for (const parts of dictionariesOf(file, bytes, sizes)) {
		yield growing.add(parts);
	}
	for (const batch of file.batches) {
		for (const parts of partsOf(file.schema, batch, bytes, sizes)) {
			yield growing.add(parts);
		}
	}
	yield growing.end();
}

/** Each dictionary with all additions. */
function* dictionariesOf(
	{ schema, dictionaries }: ArrowFile,
	bytes: FileBytes,
	{ batchBytes }: RewriteSizes,
): Generator<BatchParts> {
	const sizes = { batchBytes, targetBytes: batchBytes };
	const parts = dictionaries.flatMap(({ id, delta, field, batch }) =>
		[...partsOf([field], batch, bytes, sizes)].map((part, index) => ({
			...part,
			dictionary: { id, delta: delta || index > 0 },
		})),
	);
	yield* mergeDictionaries(dictionaryFields(schema), parts, batchBytes);
}

function* partsOf(
	fields: readonly ArrowField[],
	batch: BatchLayout,
	file: FileBytes,
	{ batchBytes, targetBytes }: RewriteSizes,
): Generator<BatchParts> {
	if (batch.unionValidity && fields.some(hasUnion)) {
		throw invalidTable(
			"it has a union in the form before Arrow 1.0; write it again with a newer program, uncompressed",
			batch.offset,
		);
	}
	const buffers = new PlainBuffers(batch, file);
	const { byteLength } = buffers;
	const isPlainBatch = fields.every(isPlain);
	if (isPlainBatch && byteLength <= targetBytes) {
		yield wholeBatch(batch, buffers);
		return;
	}
	const { rowCount } = batch;
	const rowLimit = isPlainBatch ? Number.POSITIVE_INFINITY : targetRows;
	const count = Math.max(
		1,
		Math.ceil(byteLength / targetBytes),
		Math.ceil(rowCount / rowLimit),
	);
	for (let i = 0; i < count; i++) {
		const from = Math.floor((i * rowCount) / count);
		const to = Math.floor(((i + 1) * rowCount) / count);
		if (from === to && rowCount > 0) continue;
		try {
			yield* splitRows(to - from, batchBytes, (begin, end) =>
				sliceBatch(fields, batch, buffers, from + begin, from + end),
			);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			throw invalidTable(error.message, batch.offset);
		}
	}
}

function hasUnion({ storage, children }: ArrowField): boolean {
	return storage.kind === "union" || children.some(hasUnion);
}

function wholeBatch(batch: BatchLayout, buffers: PlainBuffers): BatchParts {
	const nodes = Array.from({ length: batch.nodes.length / 2 }, (_, i) => ({
		length: batch.nodes[2 * i] ?? 0,
		nullCount: batch.nodes[2 * i + 1] ?? 0,
	}));
	return {
		rowCount: batch.rowCount,
		nodes,
		buffers: Array.from({ length: buffers.count }, (_, i) => buffers.whole(i)),
		variadicCounts: batch.variadicCounts,
		dictionary: null,
		metadata: new Map(),
	};
}
