import type { Table } from "apache-arrow";
import { layoutTable } from "../arrow/layout-table.ts";
import { limits } from "../config.ts";

/** Native code is given addresses into the result, and small arrays move. */
const leastBytes = 4096;

/** A table as the bytes of an Arrow IPC file in this process's memory.
 * @throws {TypeError} what `layoutTable` throws
 * @throws {RangeError} for more than one array holds */
export function tableBytes(table: Table): Uint8Array {
	const { byteLength, pieces } = layoutTable(table);
	if (byteLength > limits.windowBytes) {
		throw new RangeError(
			`Cannot search a table of ${byteLength} bytes from here: expected at most ${limits.windowBytes}; put it on the shelf, and name its key`,
		);
	}
	const memory = new Uint8Array(Math.max(byteLength, leastBytes));
	for (const { position, bytes } of pieces) {
		memory.set(
			new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
			position,
		);
	}
	return memory.subarray(0, byteLength);
}
