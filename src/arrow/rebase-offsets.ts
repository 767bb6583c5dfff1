/** Offsets from 0 on, and which part of the values they were for. */
export interface RebasedOffsets {
	readonly offsets: ArrayBufferView;
	readonly begin: number;
	readonly end: number;
}

/**
 * Offsets of `length` values, as a file has them: the first is 0. The array
 * itself when it is so already, a copy for a slice from the middle.
 * @param valueOffsets at least `length + 1`; none are needed for no rows
 */
export function rebaseOffsets(
	valueOffsets: Int32Array | BigInt64Array | undefined,
	length: number,
): RebasedOffsets {
	if (length === 0 || valueOffsets === undefined) {
		return { offsets: new Uint8Array(8), begin: 0, end: 0 };
	}
	const own = valueOffsets.subarray(0, length + 1);
	const begin = Number(own[0]);
	const end = Number(own[length]);
	if (own.length <= length || begin < 0 || end < begin) {
		throw new TypeError(
			`Cannot write a column of ${length} rows: its offsets lead from ${begin} to ${end}`,
		);
	}
	if (begin === 0) return { offsets: own, begin, end };
	const offsets =
		own instanceof Int32Array
			? own.map((offset) => offset - begin)
			: own.map((offset) => offset - BigInt(begin));
	return { offsets, begin, end };
}
