import type { OutputColumn } from "../arrow/layout-columns.ts";

/** A column of row numbers, uint64. */
export function rowColumn(
	name: string,
	rows: ArrayLike<number> | number,
): OutputColumn {
	const count = typeof rows === "number" ? rows : rows.length;
	const values = new BigUint64Array(count);
	for (let i = 0; i < count; i++) {
		values[i] = BigInt(typeof rows === "number" ? i : (rows[i] ?? 0));
	}
	return { name, type: { kind: "int", bits: 64, signed: false }, values };
}
