import { existsSync, readFileSync, statSync } from "node:fs";
import { FileError } from "../errors.ts";
import { errno } from "./errno.ts";
import { lastErrno, libc } from "./libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;

/**
 * Takes the exclusive lock of an open file (flock) unless another holds it.
 * The lock is the open file's: it ends when the last descriptor of it is
 * closed, however the process dies.
 *
 * @returns false when another open file has the lock
 * @throws {FileError} `unreadable` when the file cannot be locked at all
 */
export function tryLockFile(fd: number): boolean {
	if (libc().flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
	const number = lastErrno();
	if (number === errno.EAGAIN) return false;
	throw cannotLock(number);
}

/**
 * Takes the exclusive lock of an open file or directory, waiting for it: the
 * whole thread stands still meanwhile.
 * @throws {FileError} `unreadable` when the file cannot be locked at all
 */
export function waitForFileLock(fd: number): void {
	while (libc().flock(fd, LOCK_EX) !== 0) {
		const number = lastErrno();
		if (number !== errno.EINTR) throw cannotLock(number);
	}
}

/**
 * Whether a process has the lock of the file at `path`, by the kernel's list
 * of locks (proc_locks(5)): trying to take it would refuse it to others at that
 * moment. Not known, and so false, where the list is not there, or its holder
 * is in another container.
 */
export function isFileLocked(path: string): boolean {
	// Also where a part of the path is no directory, for which statSync throws.
	if (!existsSync(path)) return false;
	const stats = statSync(path, { throwIfNoEntry: false });
	if (stats === undefined) return false;
	return lockedInodes().includes(`${deviceName(stats.dev)}:${stats.ino}`);
}

/** As `MAJOR:MINOR:INODE`, the sixth field; a line with an arrow waits. */
function lockedInodes(): string[] {
	try {
		const lines = readFileSync("/proc/locks", "utf8").split("\n");
		return lines.flatMap((line) => {
			const [, kind, , , , inode] = line.split(/\s+/);
			return kind === "FLOCK" && inode !== undefined ? [inode] : [];
		});
	} catch {
		return [];
	}
}

/** In hexadecimal, at least two digits each; the kernel's numbers have 12 bits
 * of major, 20 of minor (makedev(3)). */
function deviceName(device: number): string {
	const major = (device >>> 8) & 0xfff;
	const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
	return [major, minor]
		.map((part) => part.toString(16).padStart(2, "0"))
		.join(":");
}

function cannotLock(number: number): FileError {
	return new FileError("unreadable", `Cannot lock a file: error ${number}`, {
		details: { errno: number },
	});
}
