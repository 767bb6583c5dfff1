import { OutOfMemoryError } from "../../errors.ts";
import { MappedMemory } from "../../os/mapped-memory.ts";

/**
 * Zeroed memory for native code, of any size; otherwise as `allocate`.
 * @throws {OutOfMemoryError} there is not so much
 */
export function allocateMapped(byteLength: number, what: string): MappedMemory {
	try {
		return MappedMemory.zeroed(byteLength);
	} catch (cause) {
		throw new OutOfMemoryError(
			"out_of_memory",
			`Cannot hold ${what}: the system did not give ${byteLength} bytes`,
			{ details: { needed: byteLength }, cause },
		);
	}
}
