import { limits } from "../../config.ts";
import { adviseHugePages, hugePageBytes } from "../../os/huge-pages.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";

/** Arrays of numbers that can lie anywhere in a buffer. */
interface NumbersIn<Numbers> {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: ArrayBuffer, byteOffset: number, length: number): Numbers;
}

/** Of less, a huge page would be mostly clearing what nobody uses. */
const leastHuge = hugePageBytes / 4;

/**
 * Zeroed numbers for native code to write, as `allocate` gives bytes: in huge
 * pages, where there are any. The system takes 0.9 us to give a page of 4 KiB,
 * so that 12 MB, the neighbours of 100,000 queries, are 2.8 ms in small pages
 * and 0.5 in huge ones. The array begins somewhere in its buffer.
 * @throws {OutOfMemoryError} more than one buffer can hold, or than there is
 */
export function allocateHuge<Numbers extends ArrayBufferView>(
	Values: NumbersIn<Numbers>,
	length: number,
	what: string,
): Numbers {
	const byteLength = length * Values.BYTES_PER_ELEMENT;
	const pages = Math.ceil(byteLength / hugePageBytes);
	// One more, for where the first begins.
	const room = (pages + 1) * hugePageBytes;
	if (byteLength < leastHuge || room > limits.windowBytes) {
		return new Values(allocate(byteLength, what), 0, length);
	}
	const buffer = allocate(room, what);
	const address = addressOf(new Uint8Array(buffer));
	const before = -address & (hugePageBytes - 1);
	adviseHugePages(address + before, pages * hugePageBytes);
	return new Values(buffer, before, length);
}
