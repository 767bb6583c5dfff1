import { lstatSync } from "node:fs";
import { libc } from "./libc.ts";

/** What a start asks of every file. */
export interface FileFacts {
	/** Bytes. */
	readonly size: number;
	/** When it was last changed, in whole milliseconds since 1970. */
	readonly modifiedMs: number;
	/** How many names it has. */
	readonly linkCount: number;
	readonly inode: number;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;

/**
 * Where statx(2) writes what, the same on every machine (linux/stat.h):
 *
 *     16  uint32  links
 *     32  uint64  inode
 *     40  uint64  size
 *    112  int64   seconds of the last change
 *    120  uint32  nanoseconds
 */
const answer = new DataView(new ArrayBuffer(256));
const answerBytes = new Uint8Array(answer.buffer);
const encoder = new TextEncoder();
/** Paths have at most 4,095 bytes. */
const path = new Uint8Array(4096);

/**
 * What a name leads to, itself where it is a symbolic link. A third of the
 * time of `lstatSync`, 7 us, which was half of a start with 100,000 objects.
 * @throws the system's error
 */
export function fileFacts(name: string): FileFacts {
	const { written = 0, read } = encoder.encodeInto(name, path.subarray(0, -1));
	path[written] = 0;
	const flags = AT_SYMLINK_NOFOLLOW;
	const isDone =
		read === name.length &&
		libc().statx(AT_FDCWD, path, flags, STATX_BASIC_STATS, answerBytes) === 0;
	// It says what is wrong, and works where statx is not allowed.
	if (!isDone) return factsFromStats(name);
	return {
		size: Number(answer.getBigUint64(40, true)),
		modifiedMs:
			Number(answer.getBigInt64(112, true)) * 1000 +
			Math.round(answer.getUint32(120, true) / 1e6),
		linkCount: answer.getUint32(16, true),
		inode: Number(answer.getBigUint64(32, true)),
	};
}

function factsFromStats(name: string): FileFacts {
	const { size, mtimeMs, nlink, ino } = lstatSync(name);
	const modifiedMs = Math.round(mtimeMs);
	return { size, modifiedMs, linkCount: nlink, inode: ino };
}
