import { expect, test } from "bun:test";
import { addressOf } from "../../../src/engine/vectors/address.ts";
import { allocateHuge } from "../../../src/engine/vectors/allocate-huge.ts";
import { hugePageBytes } from "../../../src/os/huge-pages.ts";

test.each([0, 1, 1000, hugePageBytes / 32, hugePageBytes + 1])(
	"allocateHuge() gives %p zeroed numbers",
	(length) => {
		using owner = new DisposableStack();
		const huge = allocateHuge(BigInt64Array, length, "numbers", owner);
		const { numbers } = huge;
		expect(numbers.length).toBe(length);
		expect(huge.numbers).toBe(numbers);
		expect(huge.address).toBe(addressOf(numbers));
		expect(numbers.every((value) => value === 0n)).toBe(true);
		expect(numbers.fill(-1n).every((value) => value === -1n)).toBe(true);
	},
);

test("allocateHuge() gives large arrays memory that goes with its owner", async () => {
	const owner = new DisposableStack();
	const length = 8 * hugePageBytes;
	const { address, numbers } = allocateHuge(
		Float32Array,
		length,
		"numbers",
		owner,
	);
	numbers[length - 1] = 1;
	expect(await isMapped(address)).toBe(true);
	owner.dispose();
	expect(await isMapped(address)).toBe(false);
});

async function isMapped(address: number): Promise<boolean> {
	const text = await Bun.file("/proc/self/maps").text();
	return text.split("\n").some((line) => {
		const [first = 0, end = 0] = (line.split(" ")[0] ?? "")
			.split("-")
			.map((part) => Number.parseInt(part, 16));
		return first <= address && address < end;
	});
}
