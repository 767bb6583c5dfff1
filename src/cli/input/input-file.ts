import { existsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { untilAborted } from "../../client/until-aborted.ts";
import { FileError } from "../../errors.ts";
import type { NamedFile } from "../../formats/file-source.ts";
import { openNamelessFile } from "../nameless-file.ts";
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
		refuseAddress(argument);
		return { name: argument, path: argument, [Symbol.dispose]: () => {} };
	}
	using undone = new DisposableStack();
	const kept = undone.use(openNamelessFile());
	for await (const piece of untilAborted(standardInput(), signal)) {
		writeAll(kept.fd, piece);
	}
	const owned = undone.move();
	return {
		name: "standard input",
		path: kept.path,
		[Symbol.dispose]: () => owned.dispose(),
	};
}

/** Nothing is fetched; a file may be called so all the same. */
function refuseAddress(argument: string): void {
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(argument) || existsSync(argument))
		return;
	throw new FileError(
		"unreadable",
		`Cannot read ${JSON.stringify(argument)}: it is an address, expected a file; fetch it first, or pipe it in and name it -`,
		{ details: { path: argument } },
	);
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
