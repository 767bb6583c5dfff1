import {
	closeSync,
	fdatasyncSync,
	fstatSync,
	openSync,
	readSync,
	rmSync,
	statSync,
	utimesSync,
	writeSync,
} from "node:fs";
import { FileError } from "../errors.ts";

/** Large enough for the disk, small enough for the processor's cache. */
const pieceBytes = 1024 * 1024;

/**
 * Copies a segment to a new file on disk (0600), its time included.
 *
 * @throws {FileError} `disk_full`, or `unreadable` when it fails else; nothing
 * is left then
 */
export function copyToDisk(path: string, to: string): void {
	try {
		copy(path, to, "wx");
		keepTime(path, to);
	} catch (cause) {
		rmSync(to, { force: true });
		throw failed("spill", to, cause);
	}
}

/**
 * Copies such a file into a segment that was reserved as large as it is.
 * @throws {FileError} `unreadable`, also when it has another length
 */
export function copyFromDisk(from: string, path: string): void {
	try {
		const [given, wanted] = [statSync(from).size, statSync(path).size];
		if (given !== wanted) {
			throw new Error(`it has ${given} bytes, not ${wanted}`);
		}
		copy(from, path, "r+");
		keepTime(from, path);
	} catch (cause) {
		throw failed("restore", from, cause);
	}
}

function copy(from: string, to: string, flags: "wx" | "r+"): void {
	const source = openSync(from, "r");
	try {
		const target = openSync(to, flags, 0o600);
		try {
			copyBytes(source, target);
			if (flags === "wx") fdatasyncSync(target);
		} finally {
			closeSync(target);
		}
	} finally {
		closeSync(source);
	}
}

/** When it was sealed. */
function keepTime(from: string, to: string): void {
	const { mtime } = statSync(from);
	utimesSync(to, mtime, mtime);
}

function copyBytes(source: number, target: number): void {
	const { size } = fstatSync(source);
	const buffer = new Uint8Array(Math.min(pieceBytes, size));
	for (let done = 0; done < size; ) {
		const count = readSync(source, buffer, 0, buffer.byteLength, done);
		if (count === 0) throw new Error(`it ended after ${done} of ${size} bytes`);
		for (let written = 0; written < count; ) {
			written += writeSync(
				target,
				buffer,
				written,
				count - written,
				done + written,
			);
		}
		done += count;
	}
}

function failed(what: string, path: string, cause: unknown): FileError {
	const { code, message } = cause as NodeJS.ErrnoException;
	const isFull = code === "ENOSPC" || code === "EDQUOT";
	const reason = isFull
		? `the disk of ${JSON.stringify(path)} is full`
		: `${JSON.stringify(path)}: ${message}`;
	return new FileError(
		isFull ? "disk_full" : "unreadable",
		`Cannot ${what} an object: ${reason}`,
		{ cause, details: { path, reason } },
	);
}
