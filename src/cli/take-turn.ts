import { closeSync, openSync } from "node:fs";
import { waitForFileLock } from "../os/file-lock.ts";
import { makeOwnDirectory } from "../os/own-directory.ts";

/**
 * Waits until no other process is starting a daemon for this directory, and
 * keeps others waiting until disposed: who comes later finds the daemon that
 * the first one started. The directory itself is locked, so nothing is left;
 * it is made (0700) where there is none.
 * @throws {FileError} `unreadable` when it cannot be made
 */
export function takeTurn(directory: string): Disposable {
	makeOwnDirectory(directory, true);
	const fd = openSync(directory, "r");
	waitForFileLock(fd);
	return { [Symbol.dispose]: () => closeSync(fd) };
}
