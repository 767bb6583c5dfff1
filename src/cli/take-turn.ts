import { closeSync, mkdirSync, openSync } from "node:fs";
import { waitForFileLock } from "../os/file-lock.ts";

/**
 * Waits until no other process is starting a daemon for this directory, and
 * keeps others waiting until disposed: who comes later finds the daemon that
 * the first one started. The directory itself is locked, so nothing is left.
 */
export function takeTurn(directory: string): Disposable {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const fd = openSync(directory, "r");
	waitForFileLock(fd);
	return { [Symbol.dispose]: () => closeSync(fd) };
}
