import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sliceBitmap } from "../../src/arrow/slice-bitmap.ts";

describe("sliceBitmap()", () => {
	test("gives the bits from any offset", () => {
		const bitmaps = fc.uint8Array({ minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(bitmaps, fc.nat(159), fc.nat(159), (bitmap, one, other) => {
				const bits = bitmap.length * 8;
				const offset = Math.min(one, other) % bits;
				const length = Math.min(Math.max(one, other), bits) - offset;
				if (length < 0) return;
				const slice = sliceBitmap(bitmap, offset, length);
				expect(slice.length).toBe(Math.ceil(length / 8));
				for (let i = 0; i < length; i++) {
					expect(bit(slice, i)).toBe(bit(bitmap, offset + i));
				}
			}),
			{ seed: 20_260_302 },
		);
	});

	test("is a view where the bits start at a byte", () => {
		const bitmap = Uint8Array.of(1, 2, 3);
		const slice = sliceBitmap(bitmap, 8, 10);
		expect(slice.buffer).toBe(bitmap.buffer);
		expect([...slice]).toEqual([2, 3]);
	});

	test("refuses bits that are not there", () => {
		expect(() => sliceBitmap(new Uint8Array(1), 4, 5)).toThrow(RangeError);
	});
});

function bit(bitmap: Uint8Array, index: number): number {
	return ((bitmap[index >> 3] ?? 0) >> (index & 7)) & 1;
}
