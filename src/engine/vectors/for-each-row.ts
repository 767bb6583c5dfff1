import { isNull } from "../../arrow/is-null.ts";
import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";

const float16 = 8;
const rowsOfTurn = 1 << 18;

/**
 * Gives the values of some plain columns row by row, NaN for a null, but for
 * the rows that a filter leaves out. Between turns other work of the process
 * goes on.
 * @param turn called before each turn; what it throws ends the walk
 * @param take its array is the same each time
 */
export async function forEachRow(
	{ columns, filter }: VectorSource,
	turn: () => void,
	take: (values: Float64Array, row: number) => void,
): Promise<void> {
	const values = new Float64Array(columns.length);
	const chunkCount = columns[0]?.chunks.length ?? 0;
	let row = 0;
	for (let c = 0; c < chunkCount; c++) {
		const readers = columns.map((column) => readerOf(column, c));
		const rows = columns[0]?.chunks[c]?.rowCount ?? 0;
		for (let i = 0; i < rows; i++, row++) {
			if (row % rowsOfTurn === 0) {
				await Bun.sleep(0);
				turn();
			}
			if (filter !== undefined && filter.excluded[row] !== 0) continue;
			for (let column = 0; column < readers.length; column++) {
				values[column] = readers[column]?.(i) ?? Number.NaN;
			}
			take(values, row);
		}
	}
}

function readerOf(
	{ chunks, type }: NumericColumn,
	chunk: number,
): (row: number) => number {
	const part = chunks[chunk];
	if (part === undefined) return () => Number.NaN;
	const { values, offset, validity } = part;
	const isBig =
		values instanceof BigInt64Array || values instanceof BigUint64Array;
	const half = new DataView(new ArrayBuffer(2));
	const read = (at: number): number => {
		if (isBig) return Number(values[at]);
		if (type !== float16) return values[at] as number;
		half.setUint16(0, values[at] as number);
		return half.getFloat16(0);
	};
	if (validity === null) return (row) => read(offset + row);
	return (row) =>
		isNull(validity, offset + row) ? Number.NaN : read(offset + row);
}
