type Values = Int32Array | Uint8Array | Float32Array;

/**
 * What belongs to the valid rows, by table row; `values` itself where all rows
 * are valid.
 * @param rowNumbers the table row of each value; null: the same
 * @param otherwise what the rows left out get
 */
export function toTableRows<V extends Values>(
	values: V,
	rowNumbers: BigInt64Array | null,
	rows: number,
	otherwise: number,
): V {
	if (rowNumbers === null) return values;
	const Values = values.constructor as new (length: number) => V;
	const all = new Values(rows).fill(otherwise) as V;
	for (let i = 0; i < values.length; i++) {
		all[Number(rowNumbers[i])] = values[i] ?? otherwise;
	}
	return all;
}
