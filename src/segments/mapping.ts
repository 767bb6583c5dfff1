import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { limits } from "../config.ts";
import { FileError } from "../errors.ts";

/** One holder's part in a mapping. */
export interface MappingHold extends Disposable {
	/** The file's bytes; empty after the last holder has let go. A write to
	 * them stays private to this process. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Lets go; a second call does nothing. */
	release(): void;
	/** Lets go of a hold that its owner forgot: views that somebody may still
	 * have stay good, and the memory goes when they are collected. */
	abandon(): void;
}

interface Mapping {
	readonly bytes: Uint8Array<ArrayBuffer>;
	holders: number;
	/** Left to the garbage collector, since a hold was abandoned. */
	abandoned: boolean;
}

/** By device, inode and length. A held mapping holds its inode, so that the
 * number cannot come to mean another file. */
const mappings = new Map<string, Mapping>();

/**
 * Maps a file's first `byteLength` bytes read-only in effect, or joins the
 * mapping that this thread already has of them. The last holder's `release`
 * unmaps at once, emptying every view: hold it as long as anything, native
 * code above all, looks at the bytes.
 *
 * A file that may not be written (Bun.mmap opens for writing) is read into
 * memory instead.
 *
 * @param byteLength of the file by default
 * @throws {FileError} `unreadable` when the file is missing, empty, shorter
 * than asked, not a regular file, or too large for one mapping
 */
export function acquireMapping(path: string, byteLength?: number): MappingHold {
	const stats = statFile(path);
	const length = byteLength ?? stats.size;
	checkLength(path, stats, length);

	const identity = `${stats.dev}:${stats.ino}:${length}`;
	const known = mappings.get(identity);
	if (known !== undefined) return hold(known, identity);

	const bytes = mapFile(path, length);
	if (bytes === undefined) {
		// Memory holds no inode: such a copy is never shared.
		return hold(newMapping(readFile(path, length)), undefined);
	}
	const mapping = newMapping(bytes);
	mappings.set(identity, mapping);
	return hold(mapping, identity);
}

function newMapping(bytes: Uint8Array<ArrayBuffer>): Mapping {
	return { bytes, holders: 0, abandoned: false };
}

function hold(mapping: Mapping, identity: string | undefined): MappingHold {
	mapping.holders += 1;
	let held = true;
	function release(): void {
		if (!held) return;
		held = false;
		mapping.holders -= 1;
		if (mapping.holders > 0) return;
		if (identity !== undefined) mappings.delete(identity);
		if (!mapping.abandoned) mapping.bytes.buffer.transfer(0);
	}
	function abandon(): void {
		if (held) mapping.abandoned = true;
		release();
	}
	return { bytes: mapping.bytes, release, abandon, [Symbol.dispose]: release };
}

function statFile(path: string): Stats {
	try {
		return statSync(path);
	} catch (cause) {
		throw unreadable(path, reasonOf(cause), cause);
	}
}

function checkLength(path: string, stats: Stats, length: number): void {
	if (!stats.isFile()) throw unreadable(path, "it is not a regular file");
	if (stats.size === 0) throw unreadable(path, "the file is empty");
	if (length < 1 || length > stats.size) {
		throw unreadable(path, `${length} bytes asked, it has ${stats.size}`);
	}
	if (length > limits.windowBytes) {
		throw unreadable(
			path,
			`${length} bytes are more than one mapping can hold (${limits.windowBytes})`,
		);
	}
}

/** What opening for writing says of a file that may only be read: no right, an
 * immutable file, a read-only file system, a program that runs. */
const writeRefusals = new Set(["EACCES", "EPERM", "EROFS", "ETXTBSY"]);

/** @returns undefined when the file may not be opened for writing */
function mapFile(
	path: string,
	length: number,
): Uint8Array<ArrayBuffer> | undefined {
	try {
		return Bun.mmap(path, { shared: false, size: length });
	} catch (cause) {
		if (writeRefusals.has(codeOf(cause) ?? "")) return undefined;
		throw unreadable(path, reasonOf(cause), cause);
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
		throw unreadable(path, reasonOf(cause), cause);
	}
}

function unreadable(path: string, reason: string, cause?: unknown): FileError {
	return new FileError(
		"unreadable",
		`Cannot map ${JSON.stringify(path)}: ${reason}`,
		{ details: { path }, ...(cause === undefined ? {} : { cause }) },
	);
}

function codeOf(cause: unknown): string | undefined {
	return (cause as { code?: string } | null)?.code;
}

const reasons: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file",
	ENOTDIR: "a part of the path is not a directory",
	EACCES: "permission denied",
	EISDIR: "it is a directory",
};

function reasonOf(cause: unknown): string {
	return (
		reasons[codeOf(cause) ?? ""] ??
		(cause instanceof Error ? cause.message : String(cause))
	);
}
