import { constants, openSync, statfsSync } from "node:fs";

/** `f_type` of statfs(2). */
const tmpfs = 0x01021994;

/**
 * Opens a file once more, for writes that go past the page cache (O_DIRECT):
 * from memory, to a position and of a length that are multiples of 4 KiB.
 * @param fd open for writing; stays the caller's, as what is given does
 * @returns null where its file system has no such writes, or is memory itself
 */
export function openDirect(fd: number): number | null {
	const path = `/proc/self/fd/${fd}`;
	if (statfsSync(path).type === tmpfs) return null;
	try {
		return openSync(path, constants.O_WRONLY | constants.O_DIRECT);
	} catch {
		return null;
	}
}
