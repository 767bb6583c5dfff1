import { closeSync, mkdirSync, openSync } from "node:fs";
import { FileError } from "../errors.ts";
import { waitForFileLock } from "../os/file-lock.ts";

/**
 * Waits until no other process is starting a daemon for this directory, and
 * keeps others waiting until disposed: who comes later finds the daemon that
 * the first one started. The directory itself is locked, so nothing is left;
 * it is made (0700) where there is none.
 * @throws {FileError} `unreadable` when it cannot be made
 */
export function takeTurn(directory: string): Disposable {
	makeDirectory(directory);
	const fd = openSync(directory, "r");
	waitForFileLock(fd);
	return { [Symbol.dispose]: () => closeSync(fd) };
}

function makeDirectory(directory: string): void {
	try {
		mkdirSync(directory, { recursive: true, mode: 0o700 });
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		// What else is there is told when it is checked whose it is.
		if (code === "EEXIST") return;
		throw new FileError(
			"unreadable",
			`Cannot make the directory ${JSON.stringify(directory)}: ${message}`,
			{ details: { path: directory }, cause: error },
		);
	}
}
