import { Builder } from "flatbuffers";
import { type BatchParts, encodeBatchMessage } from "./encode-batch.ts";
import { type BatchBlock, encodeFooter } from "./encode-footer.ts";
import { encodeSchemaMessage } from "./encode-schema.ts";
import type { FileLayout, Piece } from "./layout.ts";
import { magic } from "./magic.ts";

/** Writes the schema into a builder and gives its offset there. */
export type SchemaEncoder = (builder: Builder) => number;

/** Every buffer starts at a multiple of this, as Arrow recommends. */
const alignment = 64;
const zeros = new Uint8Array(alignment);
const encoder = new TextEncoder();
const magicBytes = encoder.encode(magic);
const continuation = Int32Array.of(-1);

/**
 * Lays out an Arrow IPC file: head, schema, batches in the given order, end
 * mark, footer.
 * @param encodeSchema called twice: the footer repeats the schema
 * @param batches dictionaries before the record batches that use them; their
 *   buffers are borrowed and end up in the pieces as they are
 */
export function layoutFile(
	encodeSchema: SchemaEncoder,
	batches: Iterable<BatchParts>,
): FileLayout {
	const file = new Pieces();
	file.add(magicBytes);
	file.pad(8);
	file.addMessage(encodeSchemaMessage(new Builder(), encodeSchema));
	const blocks: BatchBlock[] = [];
	for (const batch of batches) {
		const offset = file.byteLength;
		const { starts, bodyLength } = placeBuffers(batch.buffers);
		const metadataLength = file.addMessage(
			encodeBatchMessage(batch, starts, bodyLength),
		);
		for (const buffer of batch.buffers) {
			file.add(buffer);
			file.pad(alignment);
		}
		blocks.push({
			dictionary: batch.dictionary !== null,
			offset,
			metadataLength,
			bodyLength,
		});
	}
	file.add(continuation);
	file.add(zeros.subarray(0, 4));
	const footer = encodeFooter(encodeSchema, blocks);
	file.add(footer);
	file.add(Int32Array.of(footer.byteLength));
	file.add(magicBytes);
	return { byteLength: file.byteLength, pieces: file.pieces };
}

/** Where in the body each buffer starts, each padded to the alignment. */
function placeBuffers(buffers: readonly ArrayBufferView[]) {
	const starts: number[] = [];
	let bodyLength = 0;
	for (const { byteLength } of buffers) {
		starts.push(bodyLength);
		bodyLength += Math.ceil(byteLength / alignment) * alignment;
	}
	return { starts, bodyLength };
}

/** A file that grows at its end. */
class Pieces {
	readonly pieces: Piece[] = [];
	byteLength = 0;

	add(bytes: ArrayBufferView): void {
		if (bytes.byteLength === 0) return;
		this.pieces.push({ position: this.byteLength, bytes });
		this.byteLength += bytes.byteLength;
	}

	pad(multiple: number): void {
		const rest = this.byteLength % multiple;
		if (rest > 0) this.add(zeros.subarray(0, multiple - rest));
	}

	/** Adds a message so that what follows is aligned; its length in all. */
	addMessage(message: Uint8Array): number {
		const start = this.byteLength;
		const end =
			Math.ceil((start + 8 + message.byteLength) / alignment) * alignment;
		this.add(continuation);
		this.add(Int32Array.of(end - start - 8));
		this.add(message);
		this.pad(alignment);
		return end - start;
	}
}
