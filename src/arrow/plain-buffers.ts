import type { BatchLayout } from "./batch.ts";
import type { FileBytes } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import { unpackLz4Frame } from "./lz4-frame.ts";

/** Compressed buffers start with their length as int64; -1: not compressed. */
const prefixBytes = 8;

/** A batch's buffers as they are without compression, read piece by piece;
 * compressed ones are unpacked whole when first asked for, and held. */
export class PlainBuffers {
	readonly #batch: BatchLayout;
	readonly #file: FileBytes;
	readonly #places: readonly Place[];
	readonly #unpacked = new Map<number, Uint8Array>();

	/** @throws {InvalidTableError} `invalid_table` */
	constructor(batch: BatchLayout, file: FileBytes) {
		this.#batch = batch;
		this.#file = file;
		const count = batch.buffers.length / 2;
		this.#places = Array.from({ length: count }, (_, i) => this.#locate(i));
	}

	/** Of all buffers, bytes. */
	get byteLength(): number {
		return this.#places.reduce((sum, { byteLength }) => sum + byteLength, 0);
	}

	get count(): number {
		return this.#places.length;
	}

	/** A whole buffer. */
	whole(index: number): Uint8Array {
		return this.read(index, 0, this.#placeOf(index).byteLength);
	}

	/**
	 * Bytes `begin` to `end - 1` of a buffer.
	 * @throws {InvalidTableError} `invalid_table`: it is shorter, or broken
	 */
	read(index: number, begin: number, end: number): Uint8Array {
		const { start, byteLength, packedLength } = this.#placeOf(index);
		if (begin < 0 || end < begin || end > byteLength) {
			throw invalidTable(
				`a buffer has ${byteLength} bytes where ${end} are needed`,
				start,
			);
		}
		if (packedLength === null) {
			return this.#file.range(start + begin, end - begin);
		}
		const known = this.#unpacked.get(index);
		const plain = known ?? this.#unpack(start, packedLength, byteLength);
		this.#unpacked.set(index, plain);
		return plain.subarray(begin, end);
	}

	#placeOf(index: number): Place {
		const place = this.#places[index];
		if (place !== undefined) return place;
		throw invalidTable("a batch has too few buffers", this.#batch.offset);
	}

	#locate(index: number): Place {
		const start = this.#batch.buffers[2 * index] ?? 0;
		const byteLength = this.#batch.buffers[2 * index + 1] ?? 0;
		if (this.#batch.compression === null || byteLength === 0) {
			return { start, byteLength, packedLength: null };
		}
		const packedLength = byteLength - prefixBytes;
		if (packedLength < 0) {
			throw invalidTable("a compressed buffer has no length", start);
		}
		const prefix = this.#file.range(start, prefixBytes);
		const length = Number(
			new DataView(prefix.buffer, prefix.byteOffset).getBigInt64(0, true),
		);
		const own = { start: start + prefixBytes };
		if (length === -1) {
			return { ...own, byteLength: packedLength, packedLength: null };
		}
		return { ...own, byteLength: length, packedLength };
	}

	#unpack(start: number, packedLength: number, byteLength: number): Uint8Array {
		const packed = this.#file.range(start, packedLength);
		try {
			if (this.#batch.compression === "lz4") {
				return unpackLz4Frame(packed, byteLength);
			}
			const plain = Bun.zstdDecompressSync(packed);
			if (plain.length === byteLength) return plain;
			throw new RangeError(`it holds ${plain.length} bytes`);
		} catch (error) {
			throw invalidTable(
				`a compressed buffer of ${byteLength} bytes cannot be unpacked: ${(error as Error).message}`,
				start,
			);
		}
	}
}

/** Where a buffer lies. */
interface Place {
	readonly start: number;
	/** Without compression. */
	readonly byteLength: number;
	/** As it lies in the file; null: not compressed. */
	readonly packedLength: number | null;
}
