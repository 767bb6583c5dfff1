import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FileBytes } from "../arrow/file-bytes.ts";
import { magic, startsWithMagic } from "../arrow/magic.ts";
import { recogniseFormat } from "../arrow/recognise-format.ts";
import { FileError, InvalidTableError } from "../errors.ts";
import { sendFile } from "../os/send-file.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { PutOptions } from "./put-options.ts";

/** Small enough to stay in the processor's cache between read and write, where
 * the kernel cannot copy by itself. */
const pieceBytes = 1024 * 1024;
/** Bytes copied between two looks at the event loop. */
const stepBytes = 64 * 1024 * 1024;

/** A file on disk to be put on the shelf; ranges of it are read. Close it. */
export class SourceFile implements FileBytes, Disposable {
	readonly whole = null;
	readonly path: string;
	readonly byteLength: number;
	readonly #fd: number;

	/**
	 * Opens `path` and looks at its first and last bytes only.
	 * @throws {FileError} `unreadable`: missing, no permission, not a plain file
	 * @throws {InvalidTableError} where it cannot be an Arrow IPC file
	 */
	constructor(path: string) {
		this.path = path;
		this.#fd = asFileError(path, () => openSync(path, "r"));
		try {
			const status = fstatSync(this.#fd);
			if (!status.isFile()) throw unreadable(path, "it is not a plain file");
			this.byteLength = status.size;
			this.#checkEnds();
		} catch (error) {
			closeSync(this.#fd);
			throw error;
		}
	}

	/**
	 * Reads a part of the file into memory.
	 * @throws {FileError} `unreadable`
	 */
	range(offset: number, byteLength: number): Uint8Array {
		const bytes = new Uint8Array(byteLength);
		this.#read(bytes, offset);
		return bytes;
	}

	/**
	 * Copies all bytes to the file open as `fd`, which is at its start.
	 * @throws {FileError} `unreadable` when the source shrinks or fails midway
	 * @throws {CancelledError} when the signal is aborted
	 */
	async copyTo(
		fd: number,
		{ signal, onProgress }: PutOptions = {},
	): Promise<void> {
		const total = this.byteLength;
		for (let done = 0; done < total; ) {
			done += this.#copy(fd, done, Math.min(stepBytes, total - done));
			onProgress?.({ done, total });
			if (done < total) await nextTurn();
			throwIfCancelled(signal, "put");
		}
	}

	[Symbol.dispose](): void {
		closeSync(this.#fd);
	}

	/** Copies at most `most` bytes to where `fd` is. @returns how many */
	#copy(fd: number, position: number, most: number): number {
		const sent = asFileError(this.path, () =>
			sendFile(fd, this.#fd, position, most),
		);
		if (sent === 0) throw this.#shrank(position);
		if (sent !== null) return sent;
		const buffer = new Uint8Array(Math.min(pieceBytes, most));
		const size = this.#read(buffer, position);
		for (let written = 0; written < size; ) {
			const rest = buffer.subarray(written, size);
			written += writeSync(fd, rest, 0, rest.byteLength, null);
		}
		return size;
	}

	/** Fills `buffer` from `position`, as far as the file was long at opening. */
	#read(buffer: Uint8Array, position: number): number {
		const wanted = Math.min(buffer.byteLength, this.byteLength - position);
		for (let done = 0; done < wanted; ) {
			const size = asFileError(this.path, () =>
				readSync(this.#fd, buffer, done, wanted - done, position + done),
			);
			if (size === 0) throw this.#shrank(position + done);
			done += size;
		}
		return wanted;
	}

	#shrank(end: number): FileError {
		return unreadable(
			this.path,
			`it shrank while it was read: expected ${this.byteLength} bytes, it ended after ${end}`,
		);
	}

	#checkEnds(): void {
		const start = this.#readAt(0, 512);
		const whole = this.byteLength > 2 * magic.length;
		if (!whole || !startsWithMagic(start)) {
			const seen = whole
				? recogniseFormat(start)
				: `it has ${this.byteLength} bytes`;
			throw notArrow(this.path, seen, 0);
		}
		const position = this.byteLength - magic.length;
		if (startsWithMagic(this.#readAt(position, magic.length))) return;
		throw notArrow(
			this.path,
			`it does not end with ${magic}; it may be cut off`,
			position,
		);
	}

	#readAt(position: number, most: number): Uint8Array {
		const bytes = new Uint8Array(Math.min(most, this.byteLength - position));
		this.#read(bytes, position);
		return bytes;
	}
}

function asFileError<T>(path: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw unreadable(path, (error as Error).message, error);
	}
}

function unreadable(path: string, why: string, cause?: unknown): FileError {
	return new FileError(
		"unreadable",
		`Cannot read ${JSON.stringify(path)}: ${why}`,
		{ details: { path }, cause },
	);
}

function notArrow(path: string, why: string, offset: number) {
	return new InvalidTableError(
		"invalid_table",
		`Cannot put ${JSON.stringify(path)} on the shelf: ${why}`,
		{ details: { path, offset } },
	);
}
