import type {
	NumericChunk,
	NumericColumn,
	VectorSource,
} from "../../src/arrow/numeric-columns.ts";
import { numericTypes } from "../../src/arrow/numeric-type.ts";

export type ValueType = keyof typeof numericTypes & string;

export interface SourceOptions {
	/** Of the values; float32 unless said. */
	readonly type?: ValueType;
	/** One fixed-size-list column instead of plain ones. */
	readonly isList?: boolean;
	/** Rows of each record batch; one batch unless said. */
	readonly batchRows?: number;
	/** Rows before the first one in each batch's arrays. */
	readonly offset?: number;
}

/** Rows of numbers as a table would give them; null is an Arrow null. */
export function vectorSource(
	rows: readonly (readonly (number | null)[])[],
	dimension: number,
	options: SourceOptions = {},
): VectorSource {
	const { batchRows = Math.max(1, rows.length), isList = false } = options;
	const batches: (readonly (readonly (number | null)[])[])[] = [];
	for (let at = 0; at < rows.length; at += batchRows) {
		batches.push(rows.slice(at, at + batchRows));
	}
	const columns: NumericColumn[] = [];
	const width = isList ? dimension : 1;
	const type = options.type ?? "float32";
	for (let first = 0; first < dimension; first += width) {
		columns.push({
			name: `c${first}`,
			type: numericTypes[type]?.type ?? -1,
			width,
			chunks: batches.map((batch) => chunkOf(batch, first, width, options)),
		});
	}
	return { rowCount: rows.length, dimension, columns };
}

function chunkOf(
	rows: readonly (readonly (number | null)[])[],
	first: number,
	width: number,
	{ type = "float32", offset = 0 }: SourceOptions,
): NumericChunk {
	const numeric = numericTypes[type];
	if (numeric === undefined) throw new Error(`No type ${type}`);
	const length = (rows.length + offset) * width;
	const buffer = new ArrayBuffer(Math.max(64, length * numeric.byteLength));
	const values = new numeric.Values(buffer, 0, length);
	const isBig =
		values instanceof BigInt64Array || values instanceof BigUint64Array;
	const bits = new Uint8Array(new ArrayBuffer(64 + (length >> 3))).fill(255);
	let nulls = 0;
	for (const [r, row] of rows.entries()) {
		for (let c = 0; c < width; c++) {
			const at = (offset + r) * width + c;
			const value = row[first + c] ?? null;
			if (value === null) {
				bits[at >> 3] = (bits[at >> 3] ?? 0) & ~(1 << (at & 7));
				nulls += 1;
			} else if (isBig) values[at] = BigInt(value) as never;
			else values[at] = value as never;
		}
	}
	const validity = nulls === 0 ? null : bits;
	return {
		rowCount: rows.length,
		values,
		offset,
		validity: width === 1 ? validity : null,
		childValidity: width === 1 ? null : validity,
	};
}
