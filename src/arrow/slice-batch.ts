import type { BatchLayout } from "./batch.ts";
import { ColumnReader } from "./column-reader.ts";
import { countSetBits } from "./count-set-bits.ts";
import type { BatchParts } from "./encode-batch.ts";
import {
	encodeOffsets,
	type GatheredLists,
	gatherLists,
} from "./gather-lists.ts";
import { gatherViews } from "./gather-views.ts";
import { integerView } from "./integer-view.ts";
import { isNull } from "./is-null.ts";
import type { PlainBuffers } from "./plain-buffers.ts";
import { rebaseOffsets } from "./rebase-offsets.ts";
import { type Rows, rowAt, rowRange, rowsOf } from "./rows.ts";
import type { ArrowField, Storage } from "./types.ts";

/**
 * Rows `begin` to `end - 1` of a batch in plain types (`plainTypes`). Of
 * columns that are plain already only what belongs to the rows is read, and
 * nothing is copied but bitmaps and offsets.
 * @param fields the batch's columns
 * @throws {InvalidTableError} `invalid_table`: a buffer is too short, or
 *   offsets lead outside
 * @throws {TooManyValues} fewer rows have to be taken
 */
export function sliceBatch(
	fields: readonly ArrowField[],
	batch: BatchLayout,
	buffers: PlainBuffers,
	begin: number,
	end: number,
): BatchParts {
	const slicer = new Slicer(new ColumnReader(batch, buffers));
	for (const field of fields) slicer.take(field, rowRange(begin, end));
	return {
		nodes: slicer.nodes,
		buffers: slicer.buffers,
		rowCount: end - begin,
		variadicCounts: [],
		dictionary: null,
		metadata: new Map(),
	};
}

type Validity = (index: number) => boolean;

/** Walks through a batch's nodes and buffers as `columnPlaces` does. */
class Slicer {
	readonly nodes: { length: number; nullCount: number }[] = [];
	readonly buffers: ArrayBufferView[] = [];
	readonly #reader: ColumnReader;

	constructor(reader: ColumnReader) {
		this.#reader = reader;
	}

	take(field: ArrowField, rows: Rows): void {
		const { storage } = field;
		const children = field.dictionary ? [] : field.children;
		const { length } = rows;
		const node = this.#reader.nextNode();
		switch (storage.kind) {
			case "null":
				this.nodes.push({ length, nullCount: length });
				return;
			case "run_end":
				this.#runs(children, rows);
				return;
			case "union":
				this.#union(storage, children, rows);
				return;
		}
		const isNullAt = this.#validity(node.nullCount, rows);
		switch (storage.kind) {
			case "fixed":
				this.buffers.push(this.#reader.nextValues(rows, storage.bits));
				return;
			case "bytes":
				this.#bytes(rows, storage.offsetBytes);
				return;
			case "view":
				this.#views(rows, isNullAt);
				return;
			case "list":
				this.#children(children, this.#lists(rows, storage.offsetBytes));
				return;
			case "list_view":
				this.#children(
					children,
					this.#listViews(rows, storage.offsetBytes, isNullAt),
				);
				return;
			case "fixed_size_list":
				this.#children(children, valuesOf(rows, storage.size));
				return;
			case "struct":
				this.#children(children, rows);
		}
	}

	#children(children: readonly ArrowField[], rows: Rows): void {
		for (const child of children) this.take(child, rows);
	}

	/** Adds node and bitmap; tells which of the rows are null. */
	#validity(nullCount: number, rows: Rows): Validity {
		const { length } = rows;
		if (nullCount === 0) {
			this.#reader.skipBuffer();
			this.nodes.push({ length, nullCount: 0 });
			this.buffers.push(new Uint8Array(0));
			return () => false;
		}
		const bits = this.#reader.nextValues(rows, 1);
		this.nodes.push({ length, nullCount: length - countSetBits(bits, length) });
		this.buffers.push(bits);
		return (index) => isNull(bits, index);
	}

	#bytes(rows: Rows, width: 4 | 8): void {
		if (rows.list === null) {
			const { begin, end } = this.#offsets(rows, width);
			this.buffers.push(this.#reader.nextRange(begin, end));
			return;
		}
		const { offsets, values } = this.#anyLists(rows, width);
		this.buffers.push(encodeOffsets(offsets, width));
		this.buffers.push(this.#reader.nextValues(values, 8));
	}

	#views(rows: Rows, isNullAt: Validity): void {
		const views = this.#reader.nextWhole();
		const count = this.#reader.nextVariadicCount();
		const data = Array.from({ length: count }, () => this.#reader.nextWhole());
		try {
			const { offsets, bytes } = gatherViews(rows, views, data, isNullAt);
			this.buffers.push(encodeOffsets(offsets, 8), bytes);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			throw this.#reader.invalid(error.message);
		}
	}

	/** Adds the offsets of lists; which values are theirs. */
	#lists(rows: Rows, width: 4 | 8): Rows {
		if (rows.list === null) {
			const { begin, end } = this.#offsets(rows, width);
			return rowRange(begin, end);
		}
		const { offsets, values } = this.#anyLists(rows, width);
		this.buffers.push(encodeOffsets(offsets, width));
		return values;
	}

	#listViews(rows: Rows, width: 4 | 8, isNullAt: Validity): Rows {
		const starts = this.#reader.nextIntegers(width);
		const sizes = this.#reader.nextIntegers(width);
		const { offsets, values } = gatherLists(
			rows.length,
			(index) => starts(rowAt(rows, index)),
			(index) => (isNullAt(index) ? 0 : sizes(rowAt(rows, index))),
		);
		this.buffers.push(encodeOffsets(offsets, width));
		return values;
	}

	#anyLists(rows: Rows, width: 4 | 8): GatheredLists {
		const offsets = this.#reader.nextIntegers(width);
		const startOf = (index: number) => offsets(rowAt(rows, index));
		return gatherLists(rows.length, startOf, (index) => {
			const row = rowAt(rows, index);
			const length = offsets(row + 1) - offsets(row);
			if (length >= 0) return length;
			throw this.#reader.invalid(`a column's offsets go back in row ${row}`);
		});
	}

	/** Adds the offsets of consecutive rows, from 0 on; what they were for. */
	#offsets({ first, length }: Rows, width: 4 | 8) {
		const end = (first + length + 1) * width;
		const read = () => this.#reader.nextRange(first * width, end).slice();
		if (length === 0) this.#reader.skipBuffer();
		const bytes = length === 0 ? new Uint8Array(0) : read();
		const values =
			width === 4
				? new Int32Array(bytes.buffer)
				: new BigInt64Array(bytes.buffer);
		try {
			const rebased = rebaseOffsets(values, length);
			this.buffers.push(rebased.offsets);
			return rebased;
		} catch (error) {
			throw this.#reader.invalid((error as Error).message);
		}
	}

	/** The values of runs, each as often as it stands there. */
	#runs([ends, values]: readonly ArrowField[], rows: Rows): void {
		const count = this.#reader.nextNode().length;
		this.#reader.skipBuffer();
		const bits = ends?.storage.kind === "fixed" ? ends.storage.bits : 32;
		const bytes = this.#reader.nextRange(0, (count * bits) / 8);
		const runEnds = Float64Array.from(
			integerView(bytes, count, bits, true) as Int32Array,
			Number,
		);
		const runs = new Float64Array(rows.length);
		for (let index = 0, run = 0; index < rows.length; index++) {
			const row = rowAt(rows, index);
			// Rows mostly ascend; where they do not, it begins anew.
			if (run > 0 && row < (runEnds[run - 1] ?? 0)) run = 0;
			while (run < count && row >= (runEnds[run] ?? 0)) run++;
			if (run === count) throw this.#reader.invalid(`row ${row} has no run`);
			runs[index] = run;
		}
		this.#children(values === undefined ? [] : [values], rowsOf(runs));
	}

	#union(
		{ dense, typeIds }: Storage & { kind: "union" },
		children: readonly ArrowField[],
		rows: Rows,
	): void {
		const { length } = rows;
		this.nodes.push({ length, nullCount: 0 });
		const types = this.#reader.nextValues(rows, 8);
		this.buffers.push(types);
		if (!dense) {
			this.#children(children, rows);
			return;
		}
		const places = this.#reader.nextIntegers(4);
		const taken = typeIds.map((): number[] => []);
		this.buffers.push(
			Int32Array.from(types, (type, index) => {
				const own = taken[typeIds.indexOf(type)];
				if (own === undefined) {
					throw this.#reader.invalid(`a union has no type ${type}`);
				}
				return own.push(places(rowAt(rows, index))) - 1;
			}),
		);
		for (const [index, child] of children.entries()) {
			this.take(child, rowsOf(Float64Array.from(taken[index] ?? [])));
		}
	}
}

/** The values of lists of `size` each. */
function valuesOf(rows: Rows, size: number): Rows {
	if (rows.list === null) {
		return rowRange(rows.first * size, (rows.first + rows.length) * size);
	}
	const { values } = gatherLists(
		rows.length,
		(index) => rowAt(rows, index) * size,
		() => size,
	);
	return values;
}
