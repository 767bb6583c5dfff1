import type { BatchLayout } from "./batch.ts";
import type { BatchParts } from "./encode-batch.ts";
import { invalidTable } from "./invalid-table.ts";
import type { PlainBuffers } from "./plain-buffers.ts";
import { rebaseOffsets } from "./rebase-offsets.ts";
import { sliceBitmap } from "./slice-bitmap.ts";
import type { ArrowField } from "./types.ts";

/** A part of a batch, growing column by column. */
interface Parts {
	readonly nodes: { length: number; nullCount: number }[];
	readonly buffers: ArrayBufferView[];
}

/** Whether rows can be taken out of a column without all of its data. */
export function isDivisible({ storage, dictionary, children }: ArrowField) {
	switch (storage.kind) {
		case "view":
		case "list_view":
		case "run_end":
			return false;
		case "union":
			return !storage.dense && children.every(isDivisible);
		default:
			return dictionary || children.every(isDivisible);
	}
}

/**
 * Rows `begin` to `end - 1` of a batch, of which only what belongs to them is
 * read.
 * @param fields the batch's columns, which are divisible
 * @throws {InvalidTableError} `invalid_table`: a buffer is too short, or
 *   offsets lead outside
 */
export function sliceBatch(
	fields: readonly ArrowField[],
	batch: BatchLayout,
	buffers: PlainBuffers,
	begin: number,
	end: number,
): BatchParts {
	const slicer = new Slicer(batch, buffers);
	for (const field of fields) slicer.slice(field, begin, end);
	return {
		...slicer.parts,
		rowCount: end - begin,
		variadicCounts: [],
		dictionary: null,
		metadata: new Map(),
	};
}

/** Walks through a batch's nodes and buffers as `columnPlaces` does. */
class Slicer {
	readonly parts: Parts = { nodes: [], buffers: [] };
	readonly #batch: BatchLayout;
	readonly #buffers: PlainBuffers;
	#node = 0;
	#buffer = 0;

	constructor(batch: BatchLayout, buffers: PlainBuffers) {
		this.#batch = batch;
		this.#buffers = buffers;
	}

	slice(field: ArrowField, begin: number, end: number): void {
		const { storage } = field;
		const children = field.dictionary ? [] : field.children;
		const nullCount = this.#batch.nodes[2 * this.#node++ + 1] ?? 0;
		const length = end - begin;
		if (storage.kind === "null") {
			this.parts.nodes.push({ length, nullCount: length });
			return;
		}
		if (storage.kind === "union") {
			this.parts.nodes.push({ length, nullCount: 0 });
		} else {
			this.#validity(nullCount, begin, end);
		}
		switch (storage.kind) {
			case "fixed":
				this.#add(this.#bits(begin, end, storage.bits));
				return;
			case "bytes": {
				const range = this.#offsets(begin, end, storage.offsetBytes);
				this.#add(this.#buffers.read(this.#buffer++, range.begin, range.end));
				return;
			}
			case "list": {
				const range = this.#offsets(begin, end, storage.offsetBytes);
				for (const child of children) this.slice(child, range.begin, range.end);
				return;
			}
			case "fixed_size_list":
				for (const child of children) {
					this.slice(child, begin * storage.size, end * storage.size);
				}
				return;
			case "union":
				this.#add(this.#buffers.read(this.#buffer++, begin, end));
				for (const child of children) this.slice(child, begin, end);
				return;
			case "struct":
				for (const child of children) this.slice(child, begin, end);
				return;
			default:
				throw invalidTable(
					`column ${JSON.stringify(field.name)} cannot be divided`,
					this.#batch.offset,
				);
		}
	}

	#add(buffer: ArrayBufferView): void {
		this.parts.buffers.push(buffer);
	}

	#validity(nullCount: number, begin: number, end: number): void {
		const length = end - begin;
		const index = this.#buffer++;
		if (nullCount === 0) {
			this.parts.nodes.push({ length, nullCount: 0 });
			this.#add(new Uint8Array(0));
			return;
		}
		const bits = this.#readBits(index, begin, end);
		this.parts.nodes.push({ length, nullCount: length - count(bits, length) });
		this.#add(bits);
	}

	#bits(begin: number, end: number, bits: number): Uint8Array {
		const index = this.#buffer++;
		if (bits === 1) return this.#readBits(index, begin, end);
		const width = bits / 8;
		return this.#buffers.read(index, begin * width, end * width);
	}

	#readBits(index: number, begin: number, end: number): Uint8Array {
		if (begin === end) return new Uint8Array(0);
		const first = Math.floor(begin / 8);
		const bytes = this.#buffers.read(index, first, Math.ceil(end / 8));
		return sliceBitmap(bytes, begin % 8, end - begin);
	}

	/** Adds the offsets, from 0 on. @returns what they were for */
	#offsets(begin: number, end: number, width: 4 | 8) {
		const index = this.#buffer++;
		const length = end - begin;
		const bytes =
			length === 0
				? new Uint8Array(0)
				: this.#buffers.read(index, begin * width, (end + 1) * width).slice();
		const values =
			width === 4
				? new Int32Array(bytes.buffer)
				: new BigInt64Array(bytes.buffer);
		try {
			const rebased = rebaseOffsets(values, length);
			this.#add(rebased.offsets);
			return rebased;
		} catch (error) {
			throw invalidTable((error as Error).message, this.#batch.offset);
		}
	}
}

/** How many of the first `length` bits are set. */
function count(bits: Uint8Array, length: number): number {
	let sum = 0;
	const whole = length >> 3;
	for (let i = 0; i < whole; i++) sum += setBits[bits[i] ?? 0] ?? 0;
	const rest = (bits[whole] ?? 0) & ((1 << (length & 7)) - 1);
	return sum + (setBits[rest] ?? 0);
}

const setBits = Uint8Array.from({ length: 256 }, (_, byte) => {
	let bits = 0;
	for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
	return bits;
});
