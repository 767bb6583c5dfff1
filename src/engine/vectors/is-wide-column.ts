import type { NumericColumn } from "../../arrow/numeric-columns.ts";

/** Types with values that float32 cannot hold exactly. */
const wideArrays: readonly unknown[] = [
	Float64Array,
	BigInt64Array,
	BigUint64Array,
	Int32Array,
	Uint32Array,
];

/** Whether a column may hold values that float32 cannot. */
export function isWideColumn(column: NumericColumn): boolean {
	const values = column.chunks[0]?.values;
	return values !== undefined && wideArrays.includes(values.constructor);
}
