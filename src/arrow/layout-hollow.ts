import { type ColumnType, encodeColumns } from "./encode-columns.ts";
import type { Piece } from "./layout.ts";
import { GrowingFile } from "./layout-file.ts";

/** An Arrow IPC file whose columns somebody else writes. */
export interface HollowLayout {
	readonly byteLength: number;
	/** What is around the columns' values, in ascending order. */
	readonly pieces: readonly Piece[];
	readonly batches: readonly HollowBatch[];
}

/** Where the columns of some rows are to lie. */
export interface HollowBatch {
	readonly firstRow: number;
	readonly rowCount: number;
	/** Of each column's values, bytes from the file's first. */
	readonly starts: readonly number[];
}

export interface HollowOptions {
	/** Rows of a record batch, but for the last. */
	readonly batchRows: number;
	/** Of every column's start in the file, 64 to 65,536. */
	readonly alignment: number;
}

/** Lays out columns without their values. */
export function layoutHollow(
	columns: readonly ColumnType[],
	rowCount: number,
	{ batchRows, alignment }: HollowOptions,
): HollowLayout {
	const file = new GrowingFile(encodeColumns(columns), alignment);
	const pieces = file.start();
	const batches: HollowBatch[] = [];
	for (let firstRow = 0; firstRow < rowCount; firstRow += batchRows) {
		const count = Math.min(batchRows, rowCount - firstRow);
		const added = file.addHollow(shapeOf(columns, count));
		pieces.push(...added.pieces);
		// The last buffer of a column's is that of its values.
		let buffer = -1;
		const starts = columns.map((column) => {
			buffer += buffersOf(column);
			return added.starts[buffer] ?? 0;
		});
		batches.push({ firstRow, rowCount: count, starts });
	}
	pieces.push(...file.end());
	return { byteLength: file.byteLength, pieces, batches };
}

const noNulls = { byteLength: 0 };

function shapeOf(columns: readonly ColumnType[], rowCount: number) {
	const parts = columns.map((column) => {
		const values = { byteLength: rowCount * rowBytes(column) };
		const own = { length: rowCount, nullCount: 0 };
		const { type } = column;
		return type.kind === "fixed_size_list"
			? {
					nodes: [own, { length: rowCount * type.size, nullCount: 0 }],
					buffers: [noNulls, noNulls, values],
				}
			: { nodes: [own], buffers: [noNulls, values] };
	});
	return {
		rowCount,
		nodes: parts.flatMap(({ nodes }) => nodes),
		buffers: parts.flatMap(({ buffers }) => buffers),
		variadicCounts: [],
		dictionary: null,
		metadata: new Map(),
	};
}

function buffersOf({ type }: ColumnType): number {
	return type.kind === "fixed_size_list" ? 3 : 2;
}

/** Bytes of a row of a column's values. */
function rowBytes({ type, child }: ColumnType): number {
	if (type.kind === "fixed_size_list") {
		return child === undefined
			? 0
			: type.size * rowBytes({ name: "", type: child });
	}
	if (type.kind === "int" || type.kind === "float") return type.bits / 8;
	throw new TypeError(`Cannot lay out a column of type ${type.kind}`);
}
