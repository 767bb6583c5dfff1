import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { type FileBytes, fileBytesOf } from "../arrow/file-bytes.ts";
import { limits } from "../config.ts";
import { FileWindows } from "./file-windows.ts";
import { isWriteRefusal } from "./map-part.ts";
import { unreadable } from "./unreadable.ts";

/** One holder's part in a mapping. */
export interface MappingHold extends Disposable {
	/** The file's bytes; empty after the last holder has let go. A write to
	 * them stays private to this process.
	 * @throws {FileError} `unreadable` for a file larger than one array */
	readonly bytes: Uint8Array;
	/** The same range by range, for a file of any size. */
	readonly file: FileBytes;
	/** Lets go; a second call does nothing. */
	release(): void;
	/** Lets go of a hold that its owner forgot: views that somebody may still
	 * have stay good, and the memory goes when they are collected. */
	abandon(): void;
}

interface Mapping {
	readonly file: FileBytes;
	/** Unmaps at once, or leaves that to the garbage collector. */
	readonly unmap: (abandoned: boolean) => void;
	holders: number;
	/** Left to the garbage collector, since a hold was abandoned. */
	abandoned: boolean;
}

/** By device, inode, length and window. A held mapping holds its inode, so
 * that the number cannot come to mean another file. */
const mappings = new Map<string, Mapping>();

/**
 * Maps a file's first `byteLength` bytes read-only in effect, or joins the
 * mapping that this thread already has of them. The last holder's `release`
 * unmaps at once, emptying every view: hold it as long as anything, native
 * code above all, looks at the bytes.
 *
 * A file that may not be written (Bun.mmap opens for writing) is read into
 * memory instead. One larger than a window is seen through several.
 *
 * @param byteLength of the file by default
 * @throws {FileError} `unreadable` when the file is missing, empty, shorter
 * than asked, or not a regular file
 */
export function acquireMapping(
	path: string,
	byteLength?: number,
	windowBytes: number = limits.windowBytes,
): MappingHold {
	const stats = statFile(path);
	const length = byteLength ?? stats.size;
	checkLength(path, stats, length);

	const identity = `${stats.dev}:${stats.ino}:${length}:${windowBytes}`;
	const known = mappings.get(identity);
	if (known !== undefined) return hold(known, path, identity);

	if (length > windowBytes) {
		const mapping = windowMapping(path, length, windowBytes);
		mappings.set(identity, mapping);
		return hold(mapping, path, identity);
	}
	const bytes = mapFile(path, length);
	if (bytes === undefined) {
		// Memory holds no inode: such a copy is never shared.
		return hold(newMapping(readFile(path, length)), path, undefined);
	}
	const mapping = newMapping(bytes);
	mappings.set(identity, mapping);
	return hold(mapping, path, identity);
}

function newMapping(bytes: Uint8Array<ArrayBuffer>): Mapping {
	const unmap = (abandoned: boolean) => {
		if (!abandoned) bytes.buffer.transfer(0);
	};
	return { file: fileBytesOf(bytes), unmap, holders: 0, abandoned: false };
}

function windowMapping(
	path: string,
	byteLength: number,
	windowBytes: number,
): Mapping {
	const file = new FileWindows(path, byteLength, { windowBytes });
	const unmap = (abandoned: boolean) =>
		abandoned ? file.abandon() : file.close();
	return { file, unmap, holders: 0, abandoned: false };
}

function hold(
	mapping: Mapping,
	path: string,
	identity: string | undefined,
): MappingHold {
	const { file } = mapping;
	mapping.holders += 1;
	let held = true;
	function release(): void {
		if (!held) return;
		held = false;
		mapping.holders -= 1;
		if (mapping.holders > 0) return;
		if (identity !== undefined) mappings.delete(identity);
		mapping.unmap(mapping.abandoned);
	}
	function abandon(): void {
		if (held) mapping.abandoned = true;
		release();
	}
	return {
		file,
		get bytes() {
			return file.whole ?? refuseWhole(path, file.byteLength);
		},
		release,
		abandon,
		[Symbol.dispose]: release,
	};
}

function refuseWhole(path: string, byteLength: number): never {
	throw unreadable(
		path,
		`${byteLength} bytes are more than one array can hold (${limits.windowBytes}); read it as a table, or by its path`,
	);
}

function statFile(path: string): Stats {
	try {
		return statSync(path);
	} catch (cause) {
		throw unreadable(path, cause);
	}
}

function checkLength(path: string, stats: Stats, length: number): void {
	if (!stats.isFile()) throw unreadable(path, "it is not a regular file");
	if (stats.size === 0) throw unreadable(path, "the file is empty");
	if (length < 1 || length > stats.size) {
		throw unreadable(path, `${length} bytes asked, it has ${stats.size}`);
	}
}

/** @returns undefined when the file may not be opened for writing */
function mapFile(
	path: string,
	length: number,
): Uint8Array<ArrayBuffer> | undefined {
	try {
		return Bun.mmap(path, { shared: false, size: length });
	} catch (cause) {
		if (isWriteRefusal(cause)) return undefined;
		throw unreadable(path, cause);
	}
}

function readFile(path: string, length: number): Uint8Array<ArrayBuffer> {
	try {
		const bytes = new Uint8Array(length);
		const fd = openSync(path, "r");
		try {
			for (let at = 0; at < length; ) {
				const count = readSync(
					fd,
					bytes,
					at,
					Math.min(length - at, 2 ** 30),
					null,
				);
				if (count === 0) throw new Error("the file was cut while it was read");
				at += count;
			}
		} finally {
			closeSync(fd);
		}
		return bytes;
	} catch (cause) {
		throw unreadable(path, cause);
	}
}
