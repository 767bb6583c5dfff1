import { fstatSync, type Stats, statfsSync } from "node:fs";
import { FileError } from "../errors.ts";
import { errno } from "./errno.ts";
import { libc } from "./libc.ts";

/** `f_type` of statfs(2). */
const tmpfs = 0x01021994;

/** A signal makes the kernel undo the call it interrupts, and JavaScriptCore
 * stops threads by signals: steps bound what an interruption costs. */
const stepBytes = 256 * 1024 * 1024;

/**
 * Gives a file real memory from its start to `byteLength`, so that no write
 * there can fail for want of it; grows the file where it is shorter. Takes
 * some 170 ms a GiB on tmpfs: not for an event loop.
 *
 * @param fd open for writing; stays the caller's
 * @param from where the part begins that may have none yet
 * @throws {FileError} `disk_full` when the file system has no room: as a rule
 * before anything is taken, but the file may have grown where others take
 * memory at the same time
 */
export function reserveFile(fd: number, byteLength: number, from = 0): void {
	const { type, bsize, blocks, bavail } = statfsSync(`/proc/self/fd/${fd}`);
	const file = fstatSync(fd);
	// Otherwise asking for what is there costs 20 ms a GiB.
	if (type === tmpfs && isWhole(file, byteLength)) return;
	const hasLimit = blocks > 0;
	if (hasLimit) checkRoom(file, byteLength, bsize * bavail);
	for (let offset = from; offset < byteLength; offset += stepBytes) {
		reserveRange(fd, offset, Math.min(stepBytes, byteLength - offset));
	}
}

/** Whether a file on tmpfs is that long and without a hole: its blocks are its
 * pages. */
function isWhole({ size, blocks }: Stats, byteLength: number): boolean {
	return size >= byteLength && blocks * 512 >= size;
}

/** Filling the file system before saying that it is full would starve, or by
 * the kernel's out-of-memory killer end, everybody else. */
function checkRoom({ blocks }: Stats, byteLength: number, room: number): void {
	const missing = byteLength - blocks * 512;
	if (missing <= room) return;
	throw full(byteLength, `the file system has ${room} bytes left`, { room });
}

function reserveRange(fd: number, offset: number, byteLength: number): void {
	let status: number;
	do status = libc().posix_fallocate(fd, offset, byteLength);
	while (status === errno.EINTR);
	if (status === 0) return;
	const why =
		status === errno.ENOSPC || status === errno.EFBIG
			? "the file system is full"
			: `error number ${status}`;
	throw full(offset + byteLength, why, { errno: status });
}

function full(needed: number, why: string, details: object): FileError {
	return new FileError("disk_full", `Cannot reserve ${needed} bytes: ${why}`, {
		details: { needed, reason: why, ...details },
	});
}
