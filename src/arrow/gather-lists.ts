import { type Rows, rowsOf } from "./rows.ts";

/** Lists that follow one another, made of lists that lie anywhere. */
export interface GatheredLists {
	/** Where each begins, and the last ends [count + 1]. */
	readonly offsets: Float64Array;
	/** Which of the values they are of, in order. */
	readonly values: Rows;
}

/** Of so many values one list is made at a time. */
const valueLimit = 2 ** 27;

/** More than can be held at once: to be tried with fewer rows. */
export class TooManyValues extends Error {}

/**
 * @param startOf where a list's values begin, and `lengthOf`: how many they are
 * @throws {TooManyValues}
 */
export function gatherLists(
	count: number,
	startOf: (index: number) => number,
	lengthOf: (index: number) => number,
): GatheredLists {
	const offsets = gatherOffsets(count, lengthOf, valueLimit);
	const list = new Float64Array(offsets[count] ?? 0);
	for (let index = 0, at = 0; index < count; index++) {
		const start = startOf(index);
		const end = offsets[index + 1] ?? 0;
		for (let value = start; at < end; at++, value++) list[at] = value;
	}
	return { offsets, values: rowsOf(list) };
}

/**
 * Where each of some lists begins when they follow one another [count + 1].
 * @throws {TooManyValues} above `limit`
 */
export function gatherOffsets(
	count: number,
	lengthOf: (index: number) => number,
	limit: number,
): Float64Array {
	const offsets = new Float64Array(count + 1);
	let end = 0;
	for (let index = 0; index < count; index++) {
		end += lengthOf(index);
		if (end > limit) throw new TooManyValues();
		offsets[index + 1] = end;
	}
	return offsets;
}

/** Offsets in the width that a column has them. */
export function encodeOffsets(
	offsets: Float64Array,
	width: 4 | 8,
): ArrayBufferView {
	if (width === 4) return Int32Array.from(offsets);
	// By halves: a BigInt for each would take ten times as long.
	const halves = new Uint32Array(2 * offsets.length);
	for (let i = 0; i < offsets.length; i++) {
		const offset = offsets[i] ?? 0;
		halves[2 * i] = offset;
		halves[2 * i + 1] = offset / 2 ** 32;
	}
	return halves;
}
