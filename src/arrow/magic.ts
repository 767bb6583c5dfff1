/** What an Arrow IPC file starts and ends with. */
export const magic = "ARROW1";

/** Whether `bytes` start as an Arrow IPC file does. */
export function startsWithMagic(bytes: Uint8Array): boolean {
	return String.fromCharCode(...bytes.subarray(0, magic.length)) === magic;
}
