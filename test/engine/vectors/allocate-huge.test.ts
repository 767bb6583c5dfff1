import { expect, test } from "bun:test";
import { addressOf } from "../../../src/engine/vectors/address.ts";
import { allocateHuge } from "../../../src/engine/vectors/allocate-huge.ts";
import { OutOfMemoryError } from "../../../src/errors.ts";
import { hugePageBytes } from "../../../src/os/huge-pages.ts";

test.each([
	0,
	1,
	1000,
	hugePageBytes / 32,
	hugePageBytes / 8,
	hugePageBytes + 1,
])("allocateHuge() gives %p zeroed numbers", (length) => {
	const numbers = allocateHuge(BigInt64Array, length, "numbers");
	expect(numbers.length).toBe(length);
	expect(numbers.every((value) => value === 0n)).toBe(true);
	expect(numbers.fill(-1n).every((value) => value === -1n)).toBe(true);
});

test("allocateHuge() begins large arrays at a huge page", () => {
	for (const length of [hugePageBytes / 16, hugePageBytes]) {
		const numbers = allocateHuge(Float32Array, length, "numbers");
		expect(addressOf(numbers) % hugePageBytes).toBe(0);
	}
});

test("allocateHuge() refuses what no buffer can hold", () => {
	expect(() => allocateHuge(Float64Array, 2 ** 30, "all of it")).toThrow(
		OutOfMemoryError,
	);
});
