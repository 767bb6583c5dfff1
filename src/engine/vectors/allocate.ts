import { limits } from "../../config.ts";
import { OutOfMemoryError } from "../../errors.ts";

/**
 * Zeroed memory that does not move, for native code to write. The system gives
 * the pages when they are first touched, which the Workers do in parallel.
 * @throws {OutOfMemoryError} more than one buffer can hold, or than there is
 */
export function allocate(byteLength: number, what: string): ArrayBuffer {
	if (byteLength > limits.windowBytes) {
		throw new OutOfMemoryError(
			"out_of_memory",
			`Cannot hold ${what}: it needs ${byteLength} bytes and at most ${limits.windowBytes} fit in one block; search fewer rows at a time`,
			{ details: { needed: byteLength, capacity: limits.windowBytes } },
		);
	}
	try {
		return new ArrayBuffer(byteLength);
	} catch (cause) {
		throw new OutOfMemoryError(
			"out_of_memory",
			`Cannot hold ${what}: the system did not give ${byteLength} bytes`,
			{ details: { needed: byteLength }, cause },
		);
	}
}
