import type { OutputColumn } from "../arrow/layout-columns.ts";

/** The column `query` of a result: uint64 row numbers from 0 on. */
export function queryColumn(rowCount: number): OutputColumn {
	const values = new BigUint64Array(rowCount);
	for (let row = 0; row < rowCount; row++) values[row] = BigInt(row);
	return {
		name: "query",
		type: { kind: "int", bits: 64, signed: false },
		values,
	};
}
