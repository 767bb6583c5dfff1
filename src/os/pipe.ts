import { lastErrno, libc } from "./libc.ts";

const O_CLOEXEC = 0o2000000;
const F_SETPIPE_SZ = 1031;

/** Both ends of a pipe, as descriptors that are not inherited; the caller's to
 * close. */
export interface Pipe {
	readonly read: number;
	readonly write: number;
}

/**
 * Makes a pipe that holds up to `byteLength` bytes. The system may allow less
 * (`/proc/sys/fs/pipe-max-size`, or the user's share): then it is smaller.
 * @throws {Error} with the system's `errno`
 */
export function openPipe(byteLength: number): Pipe {
	const ends = new Int32Array(2);
	if (libc().pipe2(ends, O_CLOEXEC) !== 0) {
		const errno = lastErrno();
		throw Object.assign(new Error(`pipe2: error ${errno}`), { errno });
	}
	const [read = -1, write = -1] = ends;
	libc().fcntl(write, F_SETPIPE_SZ, byteLength);
	return { read, write };
}
