import { closeSync, fstatSync, openSync } from "node:fs";
import type { FileBytes } from "../arrow/file-bytes.ts";
import { invalidTable } from "../arrow/invalid-table.ts";
import { limits } from "../config.ts";
import { pageSize } from "../os/page-size.ts";
import { mapPart } from "./map-part.ts";
import { unreadable } from "./unreadable.ts";

export interface WindowOptions {
	/** Of one window; at most `limits.windowBytes`, which is the default. */
	readonly windowBytes?: number;
	/** How many windows stay mapped at once; the oldest goes, and views into it
	 * are empty then. All by default. */
	readonly most?: number;
}

interface Window {
	readonly offset: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A file that is more than one mapping can hold, seen through windows that are
 * mapped when first asked for: each begins where a range is asked for that no
 * window holds, so that reading batch after batch, as their footer lists them,
 * gives windows of as many whole batches as fit.
 *
 * No descriptor stays open, which a Worker that is ended in the middle would
 * leave behind, and with it the file's memory. A window holds the file itself,
 * so that it can be told from another that has taken its path.
 */
export class FileWindows implements FileBytes, Disposable {
	readonly byteLength: number;
	readonly whole = null;
	readonly #path: string;
	readonly #identity: string;
	readonly #windowBytes: number;
	readonly #most: number;
	#windows: Window[];
	#closed = false;

	/** @throws {FileError} `unreadable` */
	constructor(
		path: string,
		byteLength: number,
		{ windowBytes = limits.windowBytes, most = Infinity }: WindowOptions = {},
	) {
		this.#path = path;
		this.byteLength = byteLength;
		this.#windowBytes = windowBytes;
		this.#most = most;
		const first = this.#open(0);
		this.#identity = first.identity;
		this.#windows = [first];
	}

	/**
	 * A view of the file, empty after `close`.
	 * @throws {InvalidTableError} `invalid_table` for more than a window holds
	 * @throws {FileError} `unreadable` when the file cannot be mapped
	 */
	range(offset: number, byteLength: number, together = byteLength): Uint8Array {
		if (this.#closed) return new Uint8Array(0);
		const inPage = offset % pageSize();
		const fits = inPage + together <= this.#windowBytes;
		const wanted = fits ? together : byteLength;
		if (inPage + wanted > this.#windowBytes)
			throw this.#tooLarge(offset, wanted);
		const window = this.#windowOf(offset, wanted) ?? this.#map(offset - inPage);
		const start = offset - window.offset;
		return window.bytes.subarray(start, start + byteLength);
	}

	/** Unmaps at once: every view is empty then. */
	close(): void {
		for (const { bytes } of this.#windows) bytes.buffer.transfer(0);
		this.abandon();
	}

	/** Leaves what is mapped to whoever still has a view of it. */
	abandon(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#windows = [];
	}

	[Symbol.dispose](): void {
		this.close();
	}

	#windowOf(offset: number, byteLength: number): Window | undefined {
		return this.#windows.findLast(
			(window) =>
				window.offset <= offset &&
				offset + byteLength <= window.offset + window.bytes.byteLength,
		);
	}

	#map(offset: number): Window {
		const window = this.#open(offset);
		if (window.identity !== this.#identity) {
			window.bytes.buffer.transfer(0);
			throw unreadable(this.#path, "another file has taken its place");
		}
		this.#windows.push(window);
		if (this.#windows.length > this.#most) {
			this.#windows.shift()?.bytes.buffer.transfer(0);
		}
		return window;
	}

	/** Maps whatever file has the path now, and says which that is. */
	#open(offset: number): Window & { readonly identity: string } {
		const fd = openFile(this.#path);
		try {
			const { dev, ino } = fstatSync(fd);
			const size = Math.min(this.#windowBytes, this.byteLength - offset);
			const file = `/proc/self/fd/${fd}`;
			const bytes = mapPart(file, { offset, size }, this.#path);
			return { offset, bytes, identity: `${dev}:${ino}` };
		} finally {
			closeSync(fd);
		}
	}

	#tooLarge(offset: number, byteLength: number): Error {
		return invalidTable(
			`a batch of ${byteLength} bytes is more than one window of ${this.#windowBytes} can hold; write it as several batches`,
			offset,
		);
	}
}

function openFile(path: string): number {
	try {
		return openSync(path, "r");
	} catch (cause) {
		throw unreadable(path, cause);
	}
}
