import { closeSync, constants, fchmodSync, fstatSync, openSync } from "node:fs";
import { FileError } from "../errors.ts";
import { reserveFile } from "../os/reserve-file.ts";
import { epochLayout, epochSlot } from "../protocol/epoch.ts";

/**
 * The shelf's file `epoch`: counters, mapped by every client, of which a key's
 * is bumped after each change of the key. A client whose counter is as it was
 * knows that what it leased is still the newest.
 *
 * The file is made once and stays for ever, since whoever has mapped one that
 * was replaced would see no change any more.
 */
export class Epoch {
	readonly #counters: BigUint64Array<ArrayBuffer>;

	/**
	 * Opens the file, or makes it, and bumps all counters: what a client was
	 * told by an earlier daemon counts no longer.
	 * @throws {FileError} `unreadable` when it is no file of ours, `disk_full`
	 */
	constructor(path: string) {
		prepareFile(path);
		const mapped = Bun.mmap(path, { shared: true, size: epochLayout.bytes });
		this.#counters = new BigUint64Array(mapped.buffer);
		for (let slot = 0; slot < epochLayout.slots; slot += 1) this.#add(slot);
	}

	/** Call it when a change of `key` is durable, before anybody is told. */
	bump(key: string): void {
		this.#add(epochSlot(key));
	}

	/** Unmaps the file; nothing changes any more. */
	close(): void {
		this.#counters.buffer.transfer(0);
	}

	#add(slot: number): void {
		Atomics.add(this.#counters, slot, 1n);
	}
}

/** Makes sure of its size, its mode and its memory: a mapped page that a full
 * tmpfs cannot give ends the process. A file that is too short is grown in
 * place, one that is too long is left. */
function prepareFile(path: string): void {
	const fd = openFile(path);
	try {
		if (!fstatSync(fd).isFile()) throw unusable(path, "it is not a file");
		fchmodSync(fd, 0o600);
		reserveFile(fd, epochLayout.bytes);
	} finally {
		closeSync(fd);
	}
}

function openFile(path: string): number {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	try {
		return openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	} catch (cause) {
		throw unusable(path, (cause as Error).message, cause);
	}
}

function unusable(path: string, why: string, cause?: unknown): FileError {
	return new FileError(
		"unreadable",
		`Cannot use ${JSON.stringify(path)}, which tells readers of changes: ${why}`,
		{ details: { path }, ...(cause === undefined ? {} : { cause }) },
	);
}
