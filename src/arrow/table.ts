import type { Table } from "apache-arrow";

/**
 * An apache-arrow table over the bytes of an Arrow IPC file, without copying
 * them. apache-arrow is loaded by the first call (33 ms) and checks little:
 * give it only bytes that `checkArrowFile` or `readArrowFile` took.
 * @param bytes borrowed for the table's life
 */
export async function tableFromBytes(bytes: Uint8Array): Promise<Table> {
	const { tableFromIPC } = await import("apache-arrow");
	return tableFromIPC(bytes);
}
