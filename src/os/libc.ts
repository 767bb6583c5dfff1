/** The functions of libc that Bun has no counterpart for, by bun:ffi. */
import { dlopen, read } from "bun:ffi";

const symbols = {
	mmap: { args: ["i64", "u64", "i32", "i32", "i32", "i64"], returns: "i64" },
	munmap: { args: ["i64", "u64"], returns: "i32" },
	posix_fallocate: { args: ["i32", "i64", "i64"], returns: "i32" },
	getpagesize: { args: [], returns: "i32" },
	sendfile: { args: ["i32", "i32", "ptr", "u64"], returns: "i64" },
	flock: { args: ["i32", "i32"], returns: "i32" },
	fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
	getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
	madvise: { args: ["ptr", "u64", "i32"], returns: "i32" },
	setenv: { args: ["ptr", "ptr", "i32"], returns: "i32" },
	statx: { args: ["i32", "ptr", "i32", "u32", "ptr"], returns: "i32" },
	pipe2: { args: ["ptr", "i32"], returns: "i32" },
	isatty: { args: ["i32"], returns: "i32" },
	memfd_create: { args: ["ptr", "u32"], returns: "i32" },
	signal: { args: ["i32", "i64"], returns: "i64" },
	_exit: { args: ["i32"], returns: "void" },
	__errno_location: { args: [], returns: "ptr" },
} as const;

type Libc = ReturnType<typeof dlopen<typeof symbols>>["symbols"];

let opened: Libc | undefined;

/**
 * The functions, opened on the first call in each thread and never closed.
 * Start Workers that use them one after the other: concurrent first calls of
 * dlopen have crashed (oven-sh/bun#40972).
 */
export function libc(): Libc {
	opened ??= dlopen("libc.so.6", symbols).symbols;
	return opened;
}

/** What errno says; only right after the call that failed. */
export function lastErrno(): number {
	const location = libc().__errno_location();
	return location === null ? 0 : read.i32(location, 0);
}
