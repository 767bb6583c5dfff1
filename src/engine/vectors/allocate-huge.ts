import { type Pointer, toArrayBuffer } from "bun:ffi";
import { hugePageBytes } from "../../os/huge-pages.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { allocateMapped } from "./allocate-mapped.ts";

/** Arrays of numbers. */
interface NumbersIn<Numbers extends ArrayBufferView> {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: ArrayBuffer): Numbers;
}

/** Numbers in memory, and JavaScript's array of them, which is made when it is
 * first looked at: its bytes then count as JavaScript's, and 12 MB of them, the
 * answers to 100,000 queries, are a garbage collection of 1.5 to 3 ms in the
 * middle of a search of 20. */
export interface HugeNumbers<Numbers> {
	readonly address: number;
	readonly numbers: Numbers;
}

/** Of less, a huge page would be mostly clearing what nobody uses. */
const leastHuge = hugePageBytes / 4;

/**
 * Zeroed numbers for native code to write, in huge pages where there are any.
 * The system takes 0.9 us to give a page of 4 KiB, so that 12 MB, the neighbours
 * of 100,000 queries, are 2.8 ms in small pages and 0.5 in huge ones.
 * @param owner gives the memory back when it is disposed of: the array must not
 * be looked at any more
 * @throws {OutOfMemoryError} there is not so much
 */
export function allocateHuge<Numbers extends ArrayBufferView>(
	Values: NumbersIn<Numbers>,
	length: number,
	what: string,
	owner: DisposableStack,
): HugeNumbers<Numbers> {
	const byteLength = length * Values.BYTES_PER_ELEMENT;
	if (byteLength < leastHuge) {
		const numbers = new Values(allocate(byteLength, what));
		return { address: addressOf(numbers), numbers };
	}
	const { address } = owner.use(allocateMapped(byteLength, what));
	let seen: Numbers | undefined;
	return {
		address,
		get numbers() {
			seen ??= new Values(toArrayBuffer(address as Pointer, 0, byteLength));
			return seen;
		},
	};
}
