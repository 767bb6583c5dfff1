import { unreadable } from "./unreadable.ts";

/** What opening for writing says of a file that may only be read: no right, an
 * immutable file, a read-only file system, a program that runs. */
const writeRefusals = new Set(["EACCES", "EPERM", "EROFS", "ETXTBSY"]);

/**
 * Maps a part of a file, privately.
 * @param part `offset` at a multiple of the page size
 * @param name the file's path for messages
 * @throws {FileError} `unreadable`, also where the file may only be read
 * (Bun.mmap opens for writing)
 */
export function mapPart(
	path: string,
	part: { readonly offset: number; readonly size: number },
	name: string,
): Uint8Array<ArrayBuffer> {
	try {
		return Bun.mmap(path, { shared: false, ...part });
	} catch (cause) {
		if (!isWriteRefusal(cause)) throw unreadable(name, cause);
		throw unreadable(
			name,
			`it may only be read, and is too large to be read into memory; make it writable (it will not be changed)`,
		);
	}
}

/** Whether the file may not be opened for writing. */
export function isWriteRefusal(cause: unknown): boolean {
	return writeRefusals.has((cause as { code?: string } | null)?.code ?? "");
}
