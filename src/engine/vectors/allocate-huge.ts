import { type Pointer, toArrayBuffer } from "bun:ffi";
import { hugePageBytes } from "../../os/huge-pages.ts";
import { allocate } from "./allocate.ts";
import { allocateMapped } from "./allocate-mapped.ts";

/** Arrays of numbers. */
interface NumbersIn<Numbers> {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: ArrayBuffer): Numbers;
}

/** Of less, a huge page would be mostly clearing what nobody uses. */
const leastHuge = hugePageBytes / 4;

/**
 * Zeroed numbers for native code to write, in huge pages where there are any.
 * The system takes 0.9 us to give a page of 4 KiB, so that 12 MB, the neighbours
 * of 100,000 queries, are 2.8 ms in small pages and 0.5 in huge ones; and so
 * large an array in JavaScript's own heap has it collected first, 0.9 ms.
 * @param owner gives the memory back when it is disposed of: the array must not
 * be looked at any more
 * @throws {OutOfMemoryError} there is not so much
 */
export function allocateHuge<Numbers>(
	Values: NumbersIn<Numbers>,
	length: number,
	what: string,
	owner: DisposableStack,
): Numbers {
	const byteLength = length * Values.BYTES_PER_ELEMENT;
	if (byteLength < leastHuge) return new Values(allocate(byteLength, what));
	const { address } = owner.use(allocateMapped(byteLength, what));
	return new Values(toArrayBuffer(address as Pointer, 0, byteLength));
}
