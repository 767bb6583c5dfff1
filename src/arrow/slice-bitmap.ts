/**
 * Bits `offset` to `offset + length - 1` of a bitmap, from bit 0 on: a view
 * when they start at a whole byte, otherwise a copy. Bits after the last one
 * may be anything.
 * @throws {RangeError} when the bitmap is too short
 */
export function sliceBitmap(
	bitmap: Uint8Array,
	offset: number,
	length: number,
): Uint8Array {
	if (bitmap.length * 8 < offset + length) {
		throw new RangeError(
			`Cannot take bits ${offset} to ${offset + length} of a bitmap of ${bitmap.length} bytes`,
		);
	}
	const first = Math.floor(offset / 8);
	const count = Math.ceil(length / 8);
	const shift = offset % 8;
	if (shift === 0) return bitmap.subarray(first, first + count);
	const bits = new Uint8Array(count);
	for (let i = 0; i < count; i++) {
		const low = bitmap[first + i] ?? 0;
		const high = bitmap[first + i + 1] ?? 0;
		bits[i] = (low >> shift) | (high << (8 - shift));
	}
	return bits;
}
