import { closeSync, openSync, unlinkSync } from "node:fs";
import { reserveFile } from "../os/reserve-file.ts";

/**
 * Creates a segment's file (mode 0600) with real memory for `byteLength`
 * bytes. What fails leaves no file.
 *
 * @throws {FileError} `disk_full` when the file system has no room
 */
export function reserveSegment(path: string, byteLength: number): void {
	const fd = openSync(path, "wx", 0o600);
	try {
		reserveFile(fd, byteLength);
	} catch (error) {
		unlinkSync(path);
		throw error;
	} finally {
		closeSync(fd);
	}
}
