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

/** How long the lock is waited for where its holder does not serve. */
const patienceMs = 2000;

/**
 * Takes a shelf's lock and writes this process's id into it. One who has it
 * and wrote no id is about to let go (a daemon that ended, `doctor --fix`), or
 * about to write it: that is waited for, standing still.
 * @throws {ExistsError} `exists` with `pid` when another daemon has it
 */
export function takeLock(path: string, directory: string): ShelfLock {
	const fd = openSync(path, "a+", 0o600);
	try {
		const endMs = performance.now() + patienceMs;
		while (!tryLockFile(fd)) {
			const pid = holderPid(path);
			if (pid !== null || performance.now() > endMs) {
				throw alreadyServed(pid, directory);
			}
			Bun.sleepSync(5);
		}
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

function holderPid(path: string): number | null {
	return Number.parseInt(readFileSync(path, "utf8"), 10) || null;
}

function alreadyServed(pid: number | null, directory: string): ExistsError {
	return new ExistsError(
		"exists",
		`Cannot serve ${JSON.stringify(directory)}: a daemon${pid === null ? "" : ` (pid ${pid})`} already does; use it, or end it with: arrowshelf stop`,
		{ details: { directory, pid } },
	);
}
