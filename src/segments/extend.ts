import { closeSync, fstatSync, ftruncateSync, openSync } from "node:fs";
import { reserveFile } from "../os/reserve-file.ts";

/**
 * Grows a segment to `byteLength` bytes in all, with real memory. What fails
 * leaves it as long as it was; a segment that is longer already stays so.
 *
 * @throws {FileError} `disk_full` when the file system has no room
 */
export function extendSegment(path: string, byteLength: number): void {
	const fd = openSync(path, "r+");
	const before = fstatSync(fd).size;
	try {
		reserveFile(fd, byteLength, before);
	} catch (error) {
		// Nobody maps a pending segment: cutting it back is safe.
		ftruncateSync(fd, before);
		throw error;
	} finally {
		closeSync(fd);
	}
}
