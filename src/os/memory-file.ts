import { lastErrno, libc } from "./libc.ts";

const MFD_CLOEXEC = 1;

/**
 * Opens an empty file that lies in memory and has no name: it is gone when the
 * last descriptor is closed and the last mapping undone. Other code of this
 * process opens it as `/proc/self/fd/<descriptor>`.
 * @param label shown in /proc, for people
 * @returns the descriptor, not inherited; the caller's to close
 * @throws {Error} with the system's `errno`
 */
export function openMemoryFile(label: string): number {
	const fd = libc().memfd_create(Buffer.from(`${label}\0`), MFD_CLOEXEC);
	if (fd >= 0) return fd;
	const errno = lastErrno();
	throw Object.assign(new Error(`memfd_create: error ${errno}`), { errno });
}
