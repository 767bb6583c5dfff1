import { errno } from "./errno.ts";
import { lastErrno, libc } from "./libc.ts";

/** What the kernel says where one of the two cannot take part: a file of
 * /proc, some file systems in user space. */
const cannot: readonly number[] = [errno.EINVAL, errno.ENOSYS];

/**
 * Has the kernel copy from one file to another, without a way through this
 * process: 512 MiB from the page cache to tmpfs cost 105 ms of processor time,
 * by read and write in pieces of 1 MiB 135 ms.
 *
 * @param to where to write; from its own position on, which moves
 * @param from what to read, from byte `offset` on
 * @param byteLength the most to copy
 * @returns bytes copied, 0 at the file's end; null where these files cannot be
 * copied in this way
 * @throws {Error} with the system's `errno` for any other failure
 */
export function sendFile(
	to: number,
	from: number,
	offset: number,
	byteLength: number,
): number | null {
	const position = BigInt64Array.of(BigInt(offset));
	for (;;) {
		const count = Number(libc().sendfile(to, from, position, byteLength));
		if (count >= 0) return count;
		const number = lastErrno();
		if (number === errno.EINTR || number === errno.EAGAIN) continue;
		if (cannot.includes(number)) return null;
		throw Object.assign(new Error(`sendfile: error ${number}`), {
			errno: number,
		});
	}
}
