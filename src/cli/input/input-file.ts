import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untilAborted } from "../../client/until-aborted.ts";
import { FileError } from "../../errors.ts";
import type { NamedFile } from "../../formats/file-source.ts";
import { standardInput } from "./standard-input.ts";

/** A file to be read, or what came by standard input: its path opens it, in
 * this process and in its children, until it is disposed. */
export interface InputFile extends NamedFile, Disposable {}

/**
 * The file that an argument names; `-` is standard input, which is kept in a
 * file without a name until disposed.
 * @throws {FileError} `unreadable`, `disk_full`
 * @throws {CancelledError} when the signal is aborted
 */
export async function openInputFile(
	argument: string,
	signal: AbortSignal,
): Promise<InputFile> {
	if (argument !== "-") {
		return { name: argument, path: argument, [Symbol.dispose]: () => {} };
	}
	const fd = openNameless();
	try {
		for await (const piece of untilAborted(standardInput(), signal)) {
			writeAll(fd, piece);
		}
	} catch (error) {
		closeSync(fd);
		throw error;
	}
	return {
		name: "standard input",
		path: `/proc/${process.pid}/fd/${fd}`,
		[Symbol.dispose]: () => closeSync(fd),
	};
}

function openNameless(): number {
	const directory = mkdtempSync(join(tmpdir(), "arrowshelf-"));
	try {
		return openSync(join(directory, "input"), "wx+", 0o600);
	} finally {
		rmSync(directory, { recursive: true });
	}
}

function writeAll(fd: number, piece: Uint8Array): void {
	try {
		for (let done = 0; done < piece.byteLength; ) {
			done += writeSync(fd, piece, done);
		}
	} catch (cause) {
		throw new FileError(
			(cause as NodeJS.ErrnoException).code === "ENOSPC"
				? "disk_full"
				: "unreadable",
			`Cannot keep standard input in ${JSON.stringify(tmpdir())}: ${(cause as Error).message}`,
			{ cause },
		);
	}
}
