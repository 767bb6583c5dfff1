import { ByteBuffer, type Table } from "flatbuffers";
import { invalidTable } from "./invalid-table.ts";

/** Field look-ups that sound metadata needs at most, for each of its bytes. */
const lookupsPerByte = 4;

/**
 * A flatbuffer from an untrusted file. The generated readers
 * (`apache-arrow/fb/*`) check nothing: they read past the end as undefined and
 * follow any offset. Through this buffer every read is inside the bytes, every
 * reference leads forward, and the work is bounded by the size, so that they
 * can be used on any bytes.
 * Every method throws `InvalidTableError` (`invalid_table`).
 */
export class CheckedBuffer extends ByteBuffer {
	/** Where the bytes lie in the file, for messages. */
	readonly fileOffset: number;
	readonly #view: DataView;
	#lookups = 0;

	/** @param bytes borrowed, one whole flatbuffer at `fileOffset` of the file */
	constructor(bytes: Uint8Array, fileOffset: number) {
		super(bytes);
		this.fileOffset = fileOffset;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	#check(offset: number, byteLength: number): void {
		if (!(offset >= 0 && offset + byteLength <= this.#view.byteLength)) {
			throw invalidTable("its metadata points outside itself", this.fileOffset);
		}
	}

	/** A number lies at a multiple of its size; other readers insist on it. */
	#checkNumber(offset: number, byteLength: number): void {
		this.#check(offset, byteLength);
		if (offset % byteLength !== 0) {
			throw invalidTable("its metadata is not aligned", this.fileOffset);
		}
	}

	override readInt8(offset: number): number {
		this.#check(offset, 1);
		return this.#view.getInt8(offset);
	}

	override readUint8(offset: number): number {
		this.#check(offset, 1);
		return this.#view.getUint8(offset);
	}

	override readInt16(offset: number): number {
		this.#checkNumber(offset, 2);
		return this.#view.getInt16(offset, true);
	}

	override readUint16(offset: number): number {
		this.#checkNumber(offset, 2);
		return this.#view.getUint16(offset, true);
	}

	override readInt32(offset: number): number {
		this.#checkNumber(offset, 4);
		return this.#view.getInt32(offset, true);
	}

	override readUint32(offset: number): number {
		this.#checkNumber(offset, 4);
		return this.#view.getUint32(offset, true);
	}

	override readInt64(offset: number): bigint {
		this.#checkNumber(offset, 8);
		return this.#view.getBigInt64(offset, true);
	}

	override readUint64(offset: number): bigint {
		this.#checkNumber(offset, 8);
		return this.#view.getBigUint64(offset, true);
	}

	/** A 64-bit count or offset as a number from 0 to 2^53 - 1. */
	readCount(offset: number, what: string): number {
		this.#checkNumber(offset, 8);
		const high = this.#view.getInt32(offset + 4, true);
		const value = high * 2 ** 32 + this.#view.getUint32(offset, true);
		if (high < 0 || high >= 2 ** 21) {
			throw invalidTable(
				`${what} is ${this.#view.getBigInt64(offset, true)}, expected 0 to 2^53 - 1`,
				this.fileOffset + offset,
			);
		}
		return value;
	}

	override __offset(table: number, field: number): number {
		this.#lookups++;
		if (this.#lookups > lookupsPerByte * (this.#view.byteLength + 64)) {
			throw invalidTable("its metadata refers to itself", this.fileOffset);
		}
		const vtable = table - this.readInt32(table);
		const size = this.readUint16(vtable);
		if (size < 4 || size % 2 !== 0 || vtable + size > this.#view.byteLength) {
			throw invalidTable("its metadata has a broken table", this.fileOffset);
		}
		return field < size ? this.readUint16(vtable + field) : 0;
	}

	override __indirect(offset: number): number {
		const distance = this.readInt32(offset);
		if (distance <= 0) {
			throw invalidTable(
				"its metadata points backwards",
				this.fileOffset + offset,
			);
		}
		return offset + distance;
	}

	override __union(table: Table, offset: number): Table {
		table.bb_pos = this.__indirect(offset);
		table.bb = this;
		// A type without parameters is not looked at again.
		this.__offset(table.bb_pos, 4);
		return table;
	}

	override __vector(offset: number): number {
		return this.__indirect(offset) + 4;
	}

	override __vector_len(offset: number): number {
		const length = this.readInt32(this.__indirect(offset));
		if (length < 0 || length > this.#view.byteLength) {
			throw invalidTable(
				`its metadata has a list of ${length} entries in ${this.#view.byteLength} bytes`,
				this.fileOffset + offset,
			);
		}
		return length;
	}

	override __string(offset: number): string | Uint8Array {
		const start = this.__vector(offset);
		const length = this.__vector_len(offset);
		this.#check(start, length + 1);
		if (this.#view.getUint8(start + length) !== 0) {
			throw invalidTable("its metadata has a text without an end", start);
		}
		this.#lookups += length >> 3;
		return super.__string(offset);
	}
}
