import { type ColumnType, encodeColumns } from "./encode-columns.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile } from "./layout-file.ts";

/** Rows of a record batch, and how many values their lists have together. */
export interface ListBatch {
	readonly rowCount: number;
	readonly valueCount: number;
}

/** Where in the file the buffers of a batch's columns start: a column of
 * numbers has its values, one of lists int32 offsets [rows + 1] first. */
export type ListStarts = readonly {
	readonly offsets: number | null;
	readonly values: number;
}[];

/** An Arrow IPC file of lists that somebody else writes. */
export interface HollowLists {
	readonly byteLength: number;
	/** What is around the columns' buffers, in ascending order. */
	readonly pieces: readonly Piece[];
	/** Of each batch. */
	readonly starts: readonly ListStarts[];
}

const none = { byteLength: 0 };

/**
 * Lays out columns of numbers, and of lists of numbers that are equally long in
 * each row, without what is in them.
 * @param alignment of every buffer in the file, 64 to 65,536
 */
export function layoutHollowLists(
	columns: readonly ColumnType[],
	batches: readonly ListBatch[],
	alignment: number,
): HollowLists {
	const file = new GrowingFile(encodeColumns(columns), alignment);
	const pieces = file.start();
	const starts = batches.map((batch) => {
		const parts = columns.map((column) => partsOf(column, batch));
		const added = file.addHollow({
			rowCount: batch.rowCount,
			nodes: parts.flatMap(({ nodes }) => nodes),
			buffers: parts.flatMap(({ buffers }) => buffers),
			variadicCounts: [],
			dictionary: null,
			metadata: new Map(),
		});
		pieces.push(...added.pieces);
		let buffer = 0;
		return parts.map(({ buffers }) => {
			const own = added.starts.slice(buffer, buffer + buffers.length);
			buffer += buffers.length;
			const offsets = own.length > 2 ? (own[1] ?? 0) : null;
			return { offsets, values: own.at(-1) ?? 0 };
		});
	});
	pieces.push(...file.end());
	return { byteLength: file.byteLength, pieces, starts };
}

function partsOf(
	{ type, child }: ColumnType,
	{ rowCount, valueCount }: ListBatch,
) {
	const rows = { length: rowCount, nullCount: 0 };
	if (type.kind !== "list" || child === undefined) {
		const values = { byteLength: rowCount * bytesOf(type) };
		return { nodes: [rows], buffers: [none, values] };
	}
	const offsets = { byteLength: 4 * (rowCount + 1) };
	const values = { byteLength: valueCount * bytesOf(child) };
	return {
		nodes: [rows, { length: valueCount, nullCount: 0 }],
		buffers: [none, offsets, none, values],
	};
}

function bytesOf(type: ColumnType["type"]): number {
	if (type.kind === "int" || type.kind === "float") return type.bits / 8;
	throw new TypeError(`Cannot lay out a column of type ${type.kind}`);
}
