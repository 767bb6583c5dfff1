import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError } from "../errors.ts";

/** A file without a name, which is gone once it is disposed. */
export interface NamelessFile extends Disposable {
	/** Open for reading and writing. */
	readonly fd: number;
	/** Opens it, in this process and in its children. */
	readonly path: string;
}

/**
 * Opens an empty file where temporary files lie.
 * @throws {FileError} `unreadable`: there can be none
 */
export function openNamelessFile(): NamelessFile {
	const fd = open();
	return {
		fd,
		path: `/proc/${process.pid}/fd/${fd}`,
		[Symbol.dispose]: () => closeSync(fd),
	};
}

function open(): number {
	try {
		const directory = mkdtempSync(join(tmpdir(), "arrowshelf-"));
		try {
			return openSync(join(directory, "file"), "wx+", 0o600);
		} finally {
			rmSync(directory, { recursive: true });
		}
	} catch (cause) {
		throw new FileError(
			"unreadable",
			`Cannot make a temporary file: ${(cause as Error).message}; set TMPDIR to a directory where one can be`,
			{ cause },
		);
	}
}
