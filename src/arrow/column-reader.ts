import type { BatchLayout } from "./batch.ts";
import { invalidTable } from "./invalid-table.ts";
import type { PlainBuffers } from "./plain-buffers.ts";
import { type Rows, rowAt } from "./rows.ts";
import { sliceBitmap } from "./slice-bitmap.ts";
import { typedView } from "./typed-view.ts";

/** Reads a batch's nodes and buffers one after the other, of each buffer the
 * part that belongs to some rows. */
export class ColumnReader {
	readonly #batch: BatchLayout;
	readonly #buffers: PlainBuffers;
	#node = 0;
	#buffer = 0;
	#variadic = 0;

	constructor(batch: BatchLayout, buffers: PlainBuffers) {
		this.#batch = batch;
		this.#buffers = buffers;
	}

	nextNode(): { length: number; nullCount: number } {
		const at = 2 * this.#node++;
		const { nodes } = this.#batch;
		return { length: nodes[at] ?? 0, nullCount: nodes[at + 1] ?? 0 };
	}

	nextVariadicCount(): number {
		return this.#batch.variadicCounts[this.#variadic++] ?? 0;
	}

	skipBuffer(): void {
		this.#buffer++;
	}

	/** The whole of the next buffer. */
	nextWhole(): Uint8Array {
		return this.#buffers.whole(this.#buffer++);
	}

	/** Bytes of the next buffer. @throws {InvalidTableError} */
	nextRange(begin: number, end: number): Uint8Array {
		return this.#buffers.read(this.#buffer++, begin, end);
	}

	/** The next buffer, `bits` for each row, of these rows. */
	nextValues(rows: Rows, bits: number): Uint8Array {
		if (rows.list !== null) {
			const whole = this.nextWhole();
			return bits === 1
				? gatherBits(whole, rows)
				: gatherBytes(whole, rows, bits / 8);
		}
		const { first, length } = rows;
		const width = bits / 8;
		if (bits !== 1)
			return this.nextRange(first * width, (first + length) * width);
		const index = this.#buffer++;
		if (length === 0) return new Uint8Array(0);
		const begin = Math.floor(first / 8);
		const end = Math.ceil((first + length) / 8);
		return sliceBitmap(
			this.#buffers.read(index, begin, end),
			first % 8,
			length,
		);
	}

	/** The next buffer as integers, all of them. */
	nextIntegers(width: 4 | 8): (row: number) => number {
		const bytes = this.nextWhole();
		const count = Math.floor(bytes.length / width);
		const outside = () => this.invalid(`a column has ${count} offsets`);
		if (width === 4) {
			const values = typedView(Int32Array, bytes, count);
			return (row) => {
				const value = values[row] ?? -1;
				if (value < 0) throw outside();
				return value;
			};
		}
		const halves = typedView(Int32Array, bytes, 2 * count);
		return (row) => {
			const high = halves[2 * row + 1] ?? -1;
			if (high < 0) throw outside();
			return high * 2 ** 32 + ((halves[2 * row] as number) >>> 0);
		};
	}

	invalid(why: string): Error {
		return invalidTable(why, this.#batch.offset);
	}
}

function gatherBits(bitmap: Uint8Array, rows: Rows): Uint8Array {
	const bits = new Uint8Array(Math.ceil(rows.length / 8));
	for (let i = 0; i < rows.length; i++) {
		const row = rowAt(rows, i);
		const bit = ((bitmap[Math.floor(row / 8)] ?? 0) >> (row % 8)) & 1;
		bits[i >> 3] = (bits[i >> 3] ?? 0) | (bit << (i & 7));
	}
	return bits;
}

function gatherBytes(from: Uint8Array, rows: Rows, width: number): Uint8Array {
	const to = new Uint8Array(rows.length * width);
	let at = 0;
	for (let i = 0; i < rows.length; i++) {
		const start = rowAt(rows, i) * width;
		for (let k = 0; k < width; k++) to[at++] = from[start + k] ?? 0;
	}
	return to;
}
