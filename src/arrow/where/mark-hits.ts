import { integerView } from "../integer-view.ts";
import { isNull } from "../is-null.ts";
import { type ColumnInBatch, validityOf } from "./column-in-batch.ts";
import { markFloats, markIntegers } from "./mark-numbers.ts";
import { markTexts } from "./mark-texts.ts";
import { textPlaces } from "./text-column.ts";
import type { Wanted } from "./wanted-values.ts";

/**
 * Marks which rows of a column in one batch hold a wanted value [rows]; what it
 * does for nulls is left open.
 * @param entries where the column has a dictionary: 1 for each entry of it that
 *   is wanted, 2 for one that is null
 */
export function markHits(
	column: ColumnInBatch,
	wanted: Wanted,
	entries: Uint8Array | null,
	hits: Uint8Array,
): void {
	const { field, place, buffers, batch } = column;
	const { storage, encoding } = field;
	const rows = hits.length;
	const values = place.buffer + 1;
	if (encoding !== null && entries !== null && storage.kind === "fixed") {
		const bytes = buffers.read(values, 0, (rows * storage.bits) / 8);
		const indices = integerView(bytes, rows, storage.bits, encoding.signed);
		if (storage.bits === 64) hits.set(Array.from(indices, entryOf(entries)));
		else markEntries(indices as ArrayLike<number>, entries, hits);
		return;
	}
	switch (wanted.kind) {
		case "integers": {
			const { bits, signed, ranges } = wanted;
			const bytes = buffers.read(values, 0, (rows * bits) / 8);
			markIntegers(bytes, bits, signed, ranges, hits);
			return;
		}
		case "floats": {
			const bytes = buffers.read(values, 0, (rows * wanted.bits) / 8);
			markFloats(bytes, wanted.bits, wanted.ranges, hits);
			return;
		}
		case "bools": {
			const bits = buffers.read(values, 0, Math.ceil(rows / 8));
			for (let row = 0; row < rows; row++) {
				if (wanted.values.includes(!isNull(bits, row))) hits[row] = 1;
			}
			return;
		}
		case "texts": {
			const views = batch.variadicCounts[place.variadic] ?? 0;
			const at = textPlaces(storage, buffers, place.buffer, rows, views);
			if (at !== undefined) markTexts(at, wanted.operator, wanted.values, hits);
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
		if (isNull(validity, row)) marks[row] = 2;
	}
}
