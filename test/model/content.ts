/** What is in a table: enough to make it again, anywhere. */
export interface Content {
	readonly rows: number;
	readonly seed: number;
}

/** The one column of a table: [rows] float64, another for every seed. */
export function contentColumn({ rows, seed }: Content): Float64Array {
	const values = new Float64Array(rows);
	for (let row = 0; row < rows; row += 1) values[row] = seed + row / 4096;
	return values;
}
