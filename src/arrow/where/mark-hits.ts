import { integerView } from "../integer-view.ts";
import { isNull } from "../is-null.ts";
import { type ColumnInBatch, validityOf } from "./column-in-batch.ts";
import { markFloats, markIntegers } from "./mark-numbers.ts";
import { markTexts } from "./mark-texts.ts";
import { textPlaces } from "./text-column.ts";
import type { Wanted } from "./wanted-values.ts";

/**
 * Marks which rows of a column hold a wanted value, as many as there are marks
 * from the column's first on; what it does for nulls is left open.
 * @param entries where the column has a dictionary: 1 for each entry of it that
 *   is wanted, 2 for one that is null
 */
export function markHits(
	column: ColumnInBatch,
	wanted: Wanted,
	entries: Uint8Array | null,
	hits: Uint8Array,
): void {
	const { field, place, buffers, batch, first } = column;
	const { storage, encoding } = field;
	const rows = hits.length;
	const read = (bits: number): Uint8Array =>
		buffers.read(
			place.buffer + 1,
			(first * bits) / 8,
			Math.ceil(((first + rows) * bits) / 8),
		);
	if (encoding !== null && entries !== null && storage.kind === "fixed") {
		const bytes = read(storage.bits);
		const indices = integerView(bytes, rows, storage.bits, encoding.signed);
		if (storage.bits === 64) hits.set(Array.from(indices, entryOf(entries)));
		else markEntries(indices as ArrayLike<number>, entries, hits);
		return;
	}
	switch (wanted.kind) {
		case "integers": {
			const { bits, signed, ranges } = wanted;
			markIntegers(read(bits), bits, signed, ranges, hits);
			return;
		}
		case "floats": {
			markFloats(read(wanted.bits), wanted.bits, wanted.ranges, hits);
			return;
		}
		case "bools": {
			const bits = read(1);
			for (let row = 0; row < rows; row++) {
				if (wanted.values.includes(!isNull(bits, row))) hits[row] = 1;
			}
			return;
		}
		case "texts": {
			const views = batch.variadicCounts[place.variadic] ?? 0;
			const end = first + rows;
			const textAt = textPlaces(storage, buffers, place.buffer, end, views);
			if (textAt === undefined) return;
			const at = (row: number) => textAt(first + row);
			markTexts(at, wanted.operator, wanted.values, hits);
		}
	}
}

function markEntries(
	indices: ArrayLike<number>,
	entries: Uint8Array,
	hits: Uint8Array,
): void {
	for (let row = 0; row < hits.length; row++) {
		hits[row] = entries[indices[row] as number] ?? 0;
	}
}

function entryOf(entries: Uint8Array): (index: number | bigint) => number {
	return (index) => entries[Number(index)] ?? 0;
}

/** Marks as 2 the rows that are null. */
export function markNullRows(column: ColumnInBatch, marks: Uint8Array): void {
	if (column.field.storage.kind === "null") {
		marks.fill(2);
		return;
	}
	const validity = validityOf(column);
	if (validity === null) return;
	for (let row = 0; row < marks.length; row++) {
		if (isNull(validity, column.first + row)) marks[row] = 2;
	}
}
