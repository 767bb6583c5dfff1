import { type Pointer, toArrayBuffer } from "bun:ffi";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
	type HollowLists,
	type ListStarts,
	layoutHollowLists,
} from "../../arrow/layout-hollow-lists.ts";
import { limits } from "../../config.ts";
import { type FilePart, MappedMemory } from "../../os/mapped-memory.ts";
import { pageSize } from "../../os/page-size.ts";
import { writePieces } from "../../segments/write.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { rowNumbers } from "../vectors/row-numbers.ts";
import { listBatches, type RowsOfLists } from "./list-batches.ts";
import type { ListPlaces } from "./list-sink.ts";
import { radiusTypes } from "./radius-types.ts";

/** Rows whose numbers and offsets are written at a time. */
const stepRows = 1 << 20;
/** Of a batch's head and between its buffers, at most. */
const headPages = 12;

/**
 * The Arrow file of all neighbours within a radius, in row order: the Workers
 * write every list where it belongs, through mappings in which the values of
 * all record batches follow one another, each from a page on. Disposing unmaps.
 */
export class ListFile implements Disposable {
	/** Of the whole file: reserve as much before `open`. */
	readonly byteLength: number;
	readonly #counts: Uint32Array;
	readonly #batches: readonly RowsOfLists[];
	readonly #layout: HollowLists;
	/** Of each batch, the place of its first neighbour among those mapped. */
	readonly #firstPlaces: readonly number[];
	#mappings: MappedMemory[] = [];

	private constructor(
		counts: Uint32Array,
		batches: readonly RowsOfLists[],
		alignment: number,
	) {
		this.#counts = counts;
		this.#batches = batches;
		const columns = Object.values(radiusTypes);
		this.#layout = layoutHollowLists(columns, batches, alignment);
		this.byteLength = this.#layout.byteLength;
		// Whole pages of either column.
		const step = alignment / Float32Array.BYTES_PER_ELEMENT;
		let end = 0;
		this.#firstPlaces = batches.map(({ valueCount }) => {
			const first = end;
			end += Math.ceil(valueCount / step) * step;
			return first;
		});
	}

	/**
	 * @param counts of each query's list; held
	 * @param batchBytes the most that a record batch may have
	 * @throws {OutOfMemoryError} one list alone is larger than a batch
	 */
	static async of(
		counts: Uint32Array,
		batchBytes: number = limits.batchBytes,
	): Promise<ListFile> {
		const alignment = pageSize();
		const room = batchBytes - headPages * alignment;
		return new ListFile(counts, await listBatches(counts, room), alignment);
	}

	/**
	 * Where the lists go.
	 * @param fd open for reading and writing, `byteLength` bytes reserved
	 * @throws {Error} with `errno`: the file cannot be mapped
	 */
	async open(fd: number): Promise<ListPlaces> {
		const offsets = await this.#offsets();
		return {
			offsets: addressOf(offsets),
			neighbors: this.#map(fd, 1, BigInt64Array.BYTES_PER_ELEMENT),
			distances: this.#map(fd, 2, Float32Array.BYTES_PER_ELEMENT),
			holds: [this, offsets],
		};
	}

	/** All distances that were listed, in row order, copied.
	 * @param places what `open` gave
	 * @throws {OutOfMemoryError} they do not fit in one array */
	copyDistances({ distances }: ListPlaces): Float32Array {
		const bytes = Float32Array.BYTES_PER_ELEMENT;
		const counts = this.#batches.map(({ valueCount }) => valueCount);
		const total = counts.reduce((sum, count) => sum + count, 0);
		const copied = new Float32Array(allocate(bytes * total, "distances"));
		let end = 0;
		for (const [i, count] of counts.entries()) {
			if (count === 0) continue;
			const at = (distances + bytes * (this.#firstPlaces[i] ?? 0)) as Pointer;
			copied.set(new Float32Array(toArrayBuffer(at, 0, bytes * count)), end);
			end += count;
		}
		return copied;
	}

	/** Unmaps, and writes all but the lists' values. `check` is told of the rows
	 * that are done, and throws to end it. */
	async finish(fd: number, check: (done: number) => void): Promise<void> {
		this[Symbol.dispose]();
		const { byteLength, pieces, starts } = this.#layout;
		writePieces(fd, { byteLength, pieces });
		for (const [i, batch] of this.#batches.entries()) {
			await this.#finishBatch(fd, batch, starts[i] ?? [], check);
		}
	}

	[Symbol.dispose](): void {
		for (const mapping of this.#mappings) mapping[Symbol.dispose]();
		this.#mappings = [];
	}

	/** Of each row, int64 by its halves: ten times as fast as by bigints. */
	async #offsets(): Promise<Uint32Array> {
		const counts = this.#counts;
		const halves = new Uint32Array(
			allocate(8 * counts.length, "the lists' offsets"),
		);
		for (const [i, { firstRow, rowCount }] of this.#batches.entries()) {
			let place = this.#firstPlaces[i] ?? 0;
			for (let row = firstRow; row < firstRow + rowCount; row++) {
				halves[2 * row] = place;
				halves[2 * row + 1] = place / 2 ** 32;
				place += counts[row] ?? 0;
				if (row % stepRows === 0) await nextTurn();
			}
		}
		return halves;
	}

	/** The address of a column's values, those of all batches. */
	#map(fd: number, column: number, bytes: number): number {
		const parts = this.#batches.map(({ valueCount }, i): FilePart => {
			const offset = this.#layout.starts[i]?.[column]?.values ?? 0;
			const at = bytes * (this.#firstPlaces[i] ?? 0);
			return { at, offset, byteLength: bytes * valueCount };
		});
		const filled = parts.filter(({ byteLength }) => byteLength > 0);
		const last = filled.at(-1);
		if (last === undefined) return 0;
		const end = last.at + last.byteLength;
		const memory = MappedMemory.ofFile(fd, end, filled);
		this.#mappings.push(memory);
		return memory.address;
	}

	async #finishBatch(
		fd: number,
		{ firstRow, rowCount }: RowsOfLists,
		[queries, neighbors, distances]: ListStarts,
		check: (done: number) => void,
	): Promise<void> {
		const write = (position: number, bytes: ArrayBufferView): void =>
			writePieces(fd, { byteLength: 0, pieces: [{ position, bytes }] });
		let end = 0;
		for (let at = 0; at < rowCount; at += stepRows) {
			const count = Math.min(stepRows, rowCount - at);
			const offsets = new Int32Array(count + 1);
			for (let i = 0; i < count; i++) {
				offsets[i] = end;
				end += this.#counts[firstRow + at + i] ?? 0;
			}
			offsets[count] = end;
			write((queries?.values ?? 0) + 8 * at, rowNumbers(firstRow + at, count));
			write((neighbors?.offsets ?? 0) + 4 * at, offsets);
			write((distances?.offsets ?? 0) + 4 * at, offsets);
			await nextTurn();
			check(firstRow + at + count);
		}
	}
}
