import { limits } from "../config.ts";
import type { BatchLayout } from "./batch.ts";
import type { BatchParts } from "./encode-batch.ts";
import type { ArrowFile } from "./file.ts";
import type { FileBytes } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile, type SchemaEncoder } from "./layout-file.ts";
import { PlainBuffers } from "./plain-buffers.ts";
import { isDivisible, sliceBatch } from "./slice-batch.ts";
import { splitRows } from "./split-rows.ts";
import type { ArrowField } from "./types.ts";

/** Sizes of batches, bytes. */
export interface RewriteSizes {
	/** The most that one may have. */
	readonly batchBytes: number;
	/** What a batch is divided to where it can be: so much is held at once. */
	readonly targetBytes: number;
}

const defaultSizes: RewriteSizes = {
	batchBytes: limits.batchBytes,
	targetBytes: 64 * 1024 * 1024,
};

/** Whether a file's batches are compressed, or too large to be read at once,
 * so that it cannot go on the shelf as it is. */
export function needsRewriting(
	file: ArrowFile,
	batchBytes: number = limits.batchBytes,
): boolean {
	return [...file.batches, ...file.dictionaries.map(({ batch }) => batch)].some(
		(batch) => batch.compression !== null || batch.byteLength > batchBytes,
	);
}

/**
 * A file's content as a file without compression, whose batches are small
 * enough to be read at once: its pieces, batch by batch.
 * @param file what `readArrowFile(bytes)` gave
 * @param encodeSchema writes the file's schema
 * @throws {InvalidTableError} `invalid_table`: a buffer is unsound, or a batch
 *   too large that cannot be divided
 */
export function* rewriteFile(
	file: ArrowFile,
	bytes: FileBytes,
	encodeSchema: SchemaEncoder,
	sizes: RewriteSizes = defaultSizes,
): Generator<Piece[]> {
	const growing = new GrowingFile(encodeSchema);
	yield growing.start();
	for (const { id, delta, field, batch } of file.dictionaries) {
		let isFirst = true;
		for (const parts of partsOf([field], batch, bytes, sizes)) {
			const dictionary = { id, delta: delta || !isFirst };
			isFirst = false;
			yield growing.add({ ...parts, dictionary });
		}
	}
	for (const batch of file.batches) {
		for (const parts of partsOf(file.schema, batch, bytes, sizes)) {
			yield growing.add(parts);
		}
	}
	yield growing.end();
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
	const isSmall = byteLength <= targetBytes;
	if (isSmall || !fields.every(isDivisible)) {
		if (byteLength > batchBytes) throw indivisible(batch, byteLength, fields);
		yield wholeBatch(batch, buffers);
		return;
	}
	const count = Math.ceil(byteLength / targetBytes);
	for (let i = 0; i < count; i++) {
		const from = Math.floor((i * batch.rowCount) / count);
		const to = Math.floor(((i + 1) * batch.rowCount) / count);
		if (from === to) continue;
		yield* splitRows(to - from, batchBytes, (begin, end) =>
			sliceBatch(fields, batch, buffers, from + begin, from + end),
		);
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

function indivisible(
	batch: BatchLayout,
	byteLength: number,
	fields: readonly ArrowField[],
) {
	const names = fields.filter((field) => !isDivisible(field));
	return invalidTable(
		`a batch of ${byteLength} bytes is too large and cannot be divided, because of ${names.map(({ name }) => JSON.stringify(name)).join(", ") || "its size"}; write the file in smaller batches`,
		batch.offset,
	);
}
