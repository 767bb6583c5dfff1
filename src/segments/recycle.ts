import {
	closeSync,
	ftruncateSync,
	openSync,
	renameSync,
	statSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { isFileInUse } from "../os/file-lease.ts";
import { reserveFile } from "../os/reserve-file.ts";

/** Where every format of ours begins: what was there before must not show. */
const headBytes = 8;

/**
 * Moves a segment that was freed to where it waits for its next use. One that
 * anybody else can still see is left alone: with another name, open or mapped.
 * Moved first and looked at then, since who has its path could open it in
 * between. Call `ignoreLeaseSignal` once before.
 *
 * @returns whether it was moved
 */
export function retireSegment(path: string, to: string): boolean {
	renameSync(path, to);
	if (statSync(to).nlink === 1 && !isFileInUse(to)) return true;
	renameSync(to, path);
	return false;
}

/**
 * Makes a new segment of a retired one: `byteLength` bytes of real memory that
 * nobody else sees, with the former contents but without their first bytes, so
 * that one that nobody writes to cannot pass for a table. One that somebody
 * sees after all is unlinked.
 *
 * @returns false when it is of no use; `path` is not there then
 * @throws {FileError} `disk_full` when it is too short and cannot grow; neither
 * file is there then
 */
export function reviveSegment(
	from: string,
	path: string,
	byteLength: number,
): boolean {
	if (statSync(from, { throwIfNoEntry: false }) === undefined) return false;
	if (isFileInUse(from)) {
		unlinkSync(from);
		return false;
	}
	renameSync(from, path);
	const fd = openSync(path, "r+");
	try {
		writeSync(fd, new Uint8Array(headBytes), 0, headBytes, 0);
		// Nobody maps it: cutting is safe.
		if (statSync(path).size > byteLength) ftruncateSync(fd, byteLength);
		else reserveFile(fd, byteLength);
		return true;
	} catch (error) {
		unlinkSync(path);
		throw error;
	} finally {
		closeSync(fd);
	}
}
