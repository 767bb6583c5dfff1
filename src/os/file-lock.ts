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

function cannotLock(number: number): FileError {
	return new FileError("unreadable", `Cannot lock a file: error ${number}`, {
		details: { errno: number },
	});
}
