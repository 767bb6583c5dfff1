/** Rows of a column in some order: consecutive ones, or any. */
export interface Rows {
	readonly length: number;
	/** Of consecutive rows, the first. */
	readonly first: number;
	/** Their numbers; null: consecutive. */
	readonly list: Float64Array | null;
}

/** Rows `begin` to `end - 1`. */
export function rowRange(begin: number, end: number): Rows {
	return { length: end - begin, first: begin, list: null };
}

/** Rows by their numbers; as a range where they are one. */
export function rowsOf(list: Float64Array): Rows {
	const { length } = list;
	const first = list[0] ?? 0;
	for (let i = 1; i < length; i++) {
		if (list[i] !== first + i) return { length, first, list };
	}
	return rowRange(first, first + length);
}

/** The number of row `index` of them. */
export function rowAt({ first, list }: Rows, index: number): number {
	return list === null ? first + index : (list[index] ?? 0);
}
