import { BodyCompression } from "apache-arrow/fb/body-compression";
import { CompressionType } from "apache-arrow/fb/compression-type";
import type { RecordBatch } from "apache-arrow/fb/record-batch";
import type { CheckedBuffer } from "./checked-buffer.ts";
import { invalidTable } from "./invalid-table.ts";

/** Where in the file one record batch, or one dictionary's values, lie. */
export interface BatchLayout {
	readonly rowCount: number;
	/** Where its message starts in the file, bytes. */
	readonly offset: number;
	/** Of message and body, bytes. */
	readonly byteLength: number;
	/** Pairs of length and null count, a pair for each column or part of one,
	 * depth first. */
	readonly nodes: Float64Array;
	/** Pairs of absolute offset in the file and length, both in bytes, in the
	 * columns' order. All lie inside the file. */
	readonly buffers: Float64Array;
	/** Number of data buffers of each view column, in order. */
	readonly variadicCounts: readonly number[];
	/** Each buffer is compressed by itself, after its length; null: not. */
	readonly compression: "lz4" | "zstd" | null;
	/** Whether unions have a validity bitmap (metadata version 4). */
	readonly unionValidity: boolean;
}

/** Where a batch's message and its body lie. */
export interface BatchPlace {
	readonly offset: number;
	readonly bodyOffset: number;
	readonly bodyLength: number;
	readonly unionValidity: boolean;
}

/**
 * Reads the description of one batch.
 * @param batch read through a `CheckedBuffer`
 * @throws {InvalidTableError} `invalid_table`
 */
export function readBatch(batch: RecordBatch, place: BatchPlace): BatchLayout {
	const buffer = batch.bb as CheckedBuffer;
	const rows = buffer.__offset(batch.bb_pos, 4);
	return {
		rowCount:
			rows === 0
				? 0
				: buffer.readCount(batch.bb_pos + rows, "the number of rows"),
		offset: place.offset,
		byteLength: place.bodyOffset + place.bodyLength - place.offset,
		nodes: readNodes(batch, buffer),
		buffers: readBuffers(batch, buffer, place),
		variadicCounts: readVariadicCounts(batch, place),
		compression: readCompression(batch, place),
		unionValidity: place.unionValidity,
	};
}

function readNodes(batch: RecordBatch, buffer: CheckedBuffer): Float64Array {
	const count = batch.nodesLength();
	const nodes = new Float64Array(2 * count);
	const start = batch.nodes(0)?.bb_pos ?? 0;
	for (let i = 0; i < count; i++) {
		const at = start + 16 * i;
		const length = buffer.readCount(at, "a column's length");
		const nulls = buffer.readCount(at + 8, "a column's number of nulls");
		if (nulls > length) {
			throw invalidTable(
				`a column has ${nulls} nulls in ${length} rows`,
				buffer.fileOffset + at,
			);
		}
		nodes[2 * i] = length;
		nodes[2 * i + 1] = nulls;
	}
	return nodes;
}

function readBuffers(
	batch: RecordBatch,
	buffer: CheckedBuffer,
	place: BatchPlace,
): Float64Array {
	const count = batch.buffersLength();
	const buffers = new Float64Array(2 * count);
	const start = batch.buffers(0)?.bb_pos ?? 0;
	for (let i = 0; i < count; i++) {
		const at = start + 16 * i;
		const offset = buffer.readCount(at, "a buffer's offset");
		const length = buffer.readCount(at + 8, "a buffer's length");
		if (offset + length > place.bodyLength) {
			throw invalidTable(
				`a buffer of ${length} bytes at ${offset} leaves its batch's ${place.bodyLength} bytes`,
				buffer.fileOffset + at,
			);
		}
		buffers[2 * i] = place.bodyOffset + offset;
		buffers[2 * i + 1] = length;
	}
	return buffers;
}

function readVariadicCounts(batch: RecordBatch, place: BatchPlace): number[] {
	const length = batch.variadicBufferCountsLength();
	return Array.from({ length }, (_, index) => {
		const count = Number(batch.variadicBufferCounts(index));
		if (count < 0 || count > batch.buffersLength()) {
			throw invalidTable(
				`a column claims ${count} data buffers, the batch has ${batch.buffersLength()} buffers`,
				place.offset,
			);
		}
		return count;
	});
}

function readCompression(batch: RecordBatch, place: BatchPlace) {
	const compression = batch.compression(new BodyCompression());
	if (compression === null) return null;
	const codec = compression.codec();
	if (codec === CompressionType.LZ4_FRAME) return "lz4";
	if (codec === CompressionType.ZSTD) return "zstd";
	throw invalidTable(
		`it is compressed with codec ${codec}, expected LZ4 or ZSTD`,
		place.offset,
	);
}
