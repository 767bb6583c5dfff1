import { setImmediate as nextTurn } from "node:timers/promises";
import { type HollowLayout, layoutHollow } from "../../arrow/layout-hollow.ts";
import { limits } from "../../config.ts";
import { type FilePart, MappedMemory } from "../../os/mapped-memory.ts";
import { pageSize } from "../../os/page-size.ts";
import { writePieces } from "../../segments/write.ts";
import { rowNumbers } from "../vectors/row-numbers.ts";
import { resultTypes } from "./result-columns.ts";
import type { PlacedSink } from "./result-sink.ts";

/** Rows whose numbers are written at a time. */
const queryRows = 1 << 20;
/** Of a batch's head, with padding, at most. */
const headPages = 2;

/**
 * The Arrow file of a search's result, in row order: the Workers write every
 * answer where it belongs, through a mapping in which the record batches'
 * columns are one after the other. Disposing unmaps.
 */
export class ResultFile implements Disposable {
	/** Of the whole file: reserve as much before `open`. */
	readonly byteLength: number;
	readonly #rows: number;
	readonly #k: number;
	readonly #layout: HollowLayout;
	#mappings: MappedMemory[] = [];

	/** @param batchBytes the most that a record batch may have */
	constructor(rows: number, k: number, batchBytes: number = limits.batchBytes) {
		const alignment = pageSize();
		const room = batchBytes - headPages * alignment - 3 * alignment;
		// Whole pages of each column, so that columns can be mapped in a row.
		const step = alignment / Float32Array.BYTES_PER_ELEMENT;
		const wanted = Math.floor(room / (12 * k + 8) / step) * step;
		const batchRows = Math.max(step, wanted);
		this.#rows = rows;
		this.#k = k;
		this.#layout = layoutHollow(resultTypes(k), rows, { batchRows, alignment });
		this.byteLength = this.#layout.byteLength;
	}

	/**
	 * Where the answers go.
	 * @param fd open for reading and writing, `byteLength` bytes reserved
	 * @throws {Error} with `errno`: the file cannot be mapped
	 */
	open(fd: number): PlacedSink {
		const { batches } = this.#layout;
		const map = (column: number, rowBytes: number): number => {
			const parts = batches.map(({ firstRow, rowCount, starts }): FilePart => {
				const byteLength = rowCount * rowBytes;
				const offset = starts[column] ?? 0;
				return { at: firstRow * rowBytes, offset, byteLength };
			});
			if (this.#rows === 0) return 0;
			const memory = MappedMemory.ofFile(fd, this.#rows * rowBytes, parts);
			this.#mappings.push(memory);
			return memory.address;
		};
		const places = {
			rows: this.#rows,
			k: this.#k,
			neighbors: map(1, 8 * this.#k),
			distances: map(2, 4 * this.#k),
			holds: this,
		};
		return { kind: "placed", places };
	}

	/** Unmaps, and writes all but the answers. Takes a second for 500 million
	 * rows, with breaks; `check` is told of the rows that are done, and throws to
	 * end it in one. */
	async finish(fd: number, check: (done: number) => void): Promise<void> {
		this[Symbol.dispose]();
		const { byteLength, pieces, batches } = this.#layout;
		writePieces(fd, { byteLength, pieces });
		for (const { firstRow, rowCount, starts } of batches) {
			for (let at = 0; at < rowCount; at += queryRows) {
				const count = Math.min(queryRows, rowCount - at);
				const position = (starts[0] ?? 0) + 8 * at;
				const bytes = rowNumbers(firstRow + at, count);
				writePieces(fd, { byteLength, pieces: [{ position, bytes }] });
				await nextTurn();
				check(firstRow + at + count);
			}
		}
	}

	[Symbol.dispose](): void {
		for (const mapping of this.#mappings) mapping[Symbol.dispose]();
		this.#mappings = [];
	}
}
