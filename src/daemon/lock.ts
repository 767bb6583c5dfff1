import {
	closeSync,
	ftruncateSync,
	openSync,
	readFileSync,
	writeSync,
} from "node:fs";
import { ExistsError } from "../errors.ts";
import { tryLockFile } from "../os/file-lock.ts";

/** The right to serve a shelf; the kernel ends it with the process. */
export interface ShelfLock {
	/** Lets go. The file stays: unlinking a lock file is a race. */
	release(): void;
}

/**
 * Takes a shelf's lock and writes this process's id into it.
 * @throws {ExistsError} `exists` with `pid` when another daemon has it
 */
export function takeLock(path: string, directory: string): ShelfLock {
	const fd = openSync(path, "a+", 0o600);
	try {
		if (!tryLockFile(fd)) throw alreadyServed(path, directory);
		ftruncateSync(fd);
		writeSync(fd, `${process.pid}\n`);
	} catch (error) {
		closeSync(fd);
		throw error;
	}
	return {
		release() {
			ftruncateSync(fd);
			closeSync(fd);
		},
	};
}

function alreadyServed(path: string, directory: string): ExistsError {
	// The other may hold the lock and not have written yet.
	const pid = Number.parseInt(readFileSync(path, "utf8"), 10) || null;
	return new ExistsError(
		"exists",
		`Cannot serve ${JSON.stringify(directory)}: a daemon${pid === null ? "" : ` (pid ${pid})`} already does; use it, or end it with: arrowshelf stop`,
		{ details: { directory, pid } },
	);
}
