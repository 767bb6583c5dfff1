import type { BatchLayout } from "./batch.ts";
import type { FileBytes } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";

/** What is in a buffer. */
export interface BufferContent {
	/** When not compressed. */
	readonly byteLength: number;
	/** null: compressed, so that it cannot be looked at. */
	readonly bytes: Uint8Array | null;
}

/** Compressed buffers start with their length as int64; -1: not compressed. */
const prefixBytes = 8;

/**
 * Walks through a batch's nodes and buffers in the order of its columns.
 * `columnPlaces` has made sure before that there are enough of them.
 */
export class BatchCursor {
	readonly batch: BatchLayout;
	/** The batch's message and body. */
	readonly #bytes: Uint8Array;
	#node = 0;
	#buffer = 0;
	#variadic = 0;

	/** @param file the whole file */
	constructor(batch: BatchLayout, file: FileBytes) {
		this.batch = batch;
		this.#bytes = file.range(batch.offset, batch.byteLength);
	}

	nextNode(): { length: number; nullCount: number } {
		const at = 2 * this.#node++;
		const { nodes } = this.batch;
		return { length: nodes[at] ?? 0, nullCount: nodes[at + 1] ?? 0 };
	}

	nextBuffer(): BufferContent {
		const at = 2 * this.#buffer++;
		const start = this.batch.buffers[at] ?? 0;
		const byteLength = this.batch.buffers[at + 1] ?? 0;
		const from = start - this.batch.offset;
		const bytes = this.#bytes.subarray(from, from + byteLength);
		if (this.batch.compression === null || byteLength === 0) {
			return { byteLength, bytes };
		}
		if (byteLength < prefixBytes) {
			throw invalidTable(
				`a compressed buffer has ${byteLength} bytes, expected at least ${prefixBytes}`,
				start,
			);
		}
		const view = new DataView(bytes.buffer, bytes.byteOffset, prefixBytes);
		const prefix = view.getBigInt64(0, true);
		if (prefix === -1n) {
			const plain = bytes.subarray(prefixBytes);
			return { byteLength: plain.length, bytes: plain };
		}
		const plainLength = Number(prefix);
		if (plainLength < 0 || !Number.isSafeInteger(plainLength)) {
			throw invalidTable(`a compressed buffer claims ${prefix} bytes`, start);
		}
		return { byteLength: plainLength, bytes: null };
	}

	/** How many data buffers the next view column has. */
	nextVariadicCount(): number {
		return this.batch.variadicCounts[this.#variadic++] ?? 0;
	}
}
