import { gatherOffsets } from "./gather-lists.ts";
import { type Rows, rowAt } from "./rows.ts";
import { typedView } from "./typed-view.ts";

/** Values up to this many bytes lie in the view itself, after its length. */
const inlineBytes = 12;
const viewBytes = 16;
/** Of the values of one batch. */
const byteLimit = 2 ** 30;

/**
 * Texts that lie behind views, one after the other.
 * @param views 16 bytes a row: the length, then the value, or its first four
 *   bytes, the number of a data buffer and an offset there, int32 each
 * @param isNull of one of `rows`; its view means nothing
 * @returns where each begins [rows + 1], and the bytes
 * @throws {RangeError} a view leads outside
 * @throws {TooManyValues}
 */
export function gatherViews(
	rows: Rows,
	views: Uint8Array,
	data: readonly Uint8Array[],
	isNull: (index: number) => boolean,
): { offsets: Float64Array; bytes: Uint8Array } {
	const count = Math.floor(views.length / viewBytes);
	const words = typedView(Int32Array, views, 4 * count);
	const offsets = gatherOffsets(
		rows.length,
		(index) => {
			if (isNull(index)) return 0;
			const length = words[4 * rowAt(rows, index)] ?? -1;
			if (length >= 0) return length;
			throw new RangeError(`a view has ${length} bytes`);
		},
		byteLimit,
	);
	const bytes = new Uint8Array(offsets[rows.length] ?? 0);
	for (let index = 0; index < rows.length; index++) {
		const to = offsets[index] ?? 0;
		const length = (offsets[index + 1] ?? 0) - to;
		if (length === 0) continue;
		const word = 4 * rowAt(rows, index);
		const isInline = length <= inlineBytes;
		const from = isInline ? views : data[words[word + 2] ?? -1];
		const start = isInline ? 4 * word + 4 : (words[word + 3] ?? -1);
		if (from === undefined || start < 0 || start + length > from.length) {
			throw new RangeError(`a view of ${length} bytes leads outside`);
		}
		// A call for a few bytes takes longer than they do.
		if (length > 32) bytes.set(from.subarray(start, start + length), to);
		else for (let i = 0; i < length; i++) bytes[to + i] = from[start + i] ?? 0;
	}
	return { offsets, bytes };
}
