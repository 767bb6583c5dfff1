import { Builder } from "flatbuffers";
import {
	type BatchParts,
	type BatchShape,
	encodeBatchMessage,
} from "./encode-batch.ts";
import { type BatchBlock, encodeFooter } from "./encode-footer.ts";
import { encodeSchemaMessage } from "./encode-schema.ts";
import type { FileLayout, Piece } from "./layout.ts";
import { magic } from "./magic.ts";

/** Writes the schema into a builder and gives its offset there. */
export type SchemaEncoder = (builder: Builder) => number;

/** Every buffer starts at a multiple of this, as Arrow recommends. */
const leastAlignment = 64;
const zeros = new Uint8Array(65_536);
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
	const file = new GrowingFile(encodeSchema);
	const pieces = file.start();
	// Not by spread: a table may have more pieces than a call has arguments.
	for (const batch of batches) {
		for (const piece of file.add(batch)) pieces.push(piece);
	}
	for (const piece of file.end()) pieces.push(piece);
	return { byteLength: file.byteLength, pieces };
}

/** The same as batches come: `start`, `add` for each, `end`; each gives the
 * pieces that follow those before. */
export class GrowingFile {
	readonly #encodeSchema: SchemaEncoder;
	readonly #alignment: number;
	readonly #file: Pieces;
	#blocks: BatchBlock[] = [];

	/**
	 * @param encodeSchema called twice: the footer repeats the schema
	 * @param alignment of every buffer in the file, 64 to 65,536
	 */
	constructor(encodeSchema: SchemaEncoder, alignment = leastAlignment) {
		this.#encodeSchema = encodeSchema;
		this.#alignment = alignment;
		this.#file = new Pieces(alignment);
	}

	/** Of all pieces given so far. */
	get byteLength(): number {
		return this.#file.byteLength;
	}

	/** Head and schema. */
	start(): Piece[] {
		const file = this.#file;
		file.add(magicBytes);
		file.pad(8);
		file.addMessage(encodeSchemaMessage(new Builder(), this.#encodeSchema));
		return file.take();
	}

	/** A batch, or a dictionary's values; its buffers are borrowed. */
	add(batch: BatchParts): Piece[] {
		const file = this.#file;
		this.#addBatchMessage(batch);
		for (const buffer of batch.buffers) {
			file.add(buffer);
			file.pad(this.#alignment);
		}
		return file.take();
	}

	/** A dictionary in place of what was written of it before: that stays where
	 * it is, and no reader finds it. */
	replaceDictionary(batch: BatchParts): Piece[] {
		const id = batch.dictionary?.id ?? null;
		this.#blocks = this.#blocks.filter(({ dictionary }) => dictionary !== id);
		return this.add(batch);
	}

	/** A batch whose buffers somebody else writes: where each is to start. Of
	 * its pieces only those around the buffers are given. */
	addHollow(batch: BatchShape): { pieces: Piece[]; starts: number[] } {
		const file = this.#file;
		this.#addBatchMessage(batch);
		const starts: number[] = [];
		for (const { byteLength } of batch.buffers) {
			starts.push(file.byteLength);
			file.byteLength += byteLength;
			file.pad(this.#alignment);
		}
		return { pieces: file.take(), starts };
	}

	#addBatchMessage(batch: BatchShape): void {
		const file = this.#file;
		const offset = file.byteLength;
		const { starts, bodyLength } = placeBuffers(batch, this.#alignment);
		const metadataLength = file.addMessage(
			encodeBatchMessage(batch, starts, bodyLength),
		);
		const dictionary = batch.dictionary?.id ?? null;
		this.#blocks.push({ dictionary, offset, metadataLength, bodyLength });
	}

	/** End mark and footer. */
	end(): Piece[] {
		const file = this.#file;
		file.add(continuation);
		file.add(zeros.subarray(0, 4));
		const footer = encodeFooter(this.#encodeSchema, this.#blocks);
		file.add(footer);
		file.add(Int32Array.of(footer.byteLength));
		file.add(magicBytes);
		return file.take();
	}
}

/** Where in the body each buffer starts, each padded to the alignment. */
function placeBuffers({ buffers }: BatchShape, alignment: number) {
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
	byteLength = 0;
	readonly #alignment: number;
	#pieces: Piece[] = [];

	constructor(alignment: number) {
		this.#alignment = alignment;
	}

	/** What was added since the last time. */
	take(): Piece[] {
		const pieces = this.#pieces;
		this.#pieces = [];
		return pieces;
	}

	add(bytes: ArrayBufferView): void {
		if (bytes.byteLength === 0) return;
		this.#pieces.push({ position: this.byteLength, bytes });
		this.byteLength += bytes.byteLength;
	}

	pad(multiple: number): void {
		const rest = this.byteLength % multiple;
		if (rest > 0) this.add(zeros.subarray(0, multiple - rest));
	}

	/** Adds a message so that what follows is aligned; its length in all. */
	addMessage(message: Uint8Array): number {
		const start = this.byteLength;
		const alignment = this.#alignment;
		const end =
			Math.ceil((start + 8 + message.byteLength) / alignment) * alignment;
		this.add(continuation);
		this.add(Int32Array.of(end - start - 8));
		this.add(message);
		this.pad(this.#alignment);
		return end - start;
	}
}
