import { closeSync, openSync } from "node:fs";
import { FileError } from "../errors.ts";
import { errno } from "./errno.ts";
import { lastErrno, libc } from "./libc.ts";

const F_SETLEASE = 1024;
const F_WRLCK = 1;
const F_UNLCK = 2;
const SIGIO = 29;
const SIG_IGN = 1;

/**
 * Whether any process, this one included, has a file open or mapped: the
 * kernel refuses a write lease then (F_SETLEASE, fcntl(2)). The lease is given
 * back at once. Call `ignoreLeaseSignal` once before.
 *
 * @throws {FileError} `unreadable` when the file cannot be opened, is another
 * user's, or lies on a file system without leases
 */
export function isFileInUse(path: string): boolean {
	const fd = openForLease(path);
	try {
		if (libc().fcntl(fd, F_SETLEASE, F_WRLCK) === 0) {
			libc().fcntl(fd, F_SETLEASE, F_UNLCK);
			return false;
		}
		const number = lastErrno();
		if (number === errno.EAGAIN) return true;
		throw new FileError(
			"unreadable",
			`Cannot tell whether ${JSON.stringify(path)} is in use: error ${number}`,
			{ details: { path, errno: number } },
		);
	} finally {
		closeSync(fd);
	}
}

/** Ignores SIGIO in the whole process: the kernel sends it to the holder of a
 * lease when another opens the file, and by default it kills. */
export function ignoreLeaseSignal(): void {
	libc().signal(SIGIO, SIG_IGN);
}

function openForLease(path: string): number {
	try {
		return openSync(path, "r");
	} catch (cause) {
		throw new FileError("unreadable", `Cannot open ${JSON.stringify(path)}`, {
			cause,
			details: { path },
		});
	}
}
