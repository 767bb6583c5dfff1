import type { Piece } from "../../arrow/layout.ts";
import { availableBytes } from "../../os/memory-limits.ts";
import { openDirect } from "../../os/open-direct.ts";
import { writePieces } from "../../segments/write.ts";
import { DirectStages } from "./direct-stages.ts";

/** From so large a part of memory on, files go past the page cache: from a
 * tenth of it on (vm.dirty_background_ratio) the kernel writes to disk anyway. */
const leastPart = 1 / 20;

/**
 * A file that is written from its start to its end. A large one goes to disk
 * past the page cache, by another thread, while more is made: 6.4 GB took 4.0 s
 * and 1.3 s of processor so, through the page cache 15.8 s and 15.9 s, which a
 * search would have needed. Disposing waits for what is on its way.
 */
export class SequentialFile implements AsyncDisposable {
	readonly #fd: number;
	readonly #stages: DirectStages | null;

	/**
	 * @param fd open for writing; stays the caller's
	 * @param byteLength how long it will be, about
	 */
	constructor(fd: number, byteLength: number) {
		const isLarge = byteLength >= leastPart * availableBytes();
		const direct = isLarge ? openDirect(fd) : null;
		this.#fd = fd;
		this.#stages = direct === null ? null : new DirectStages(fd, direct);
	}

	/**
	 * Writes pieces that follow what there is; their bytes are the caller's again
	 * once it has resolved.
	 * @throws {FileError} `disk_full`, `unreadable`
	 */
	async write(pieces: readonly Piece[]): Promise<void> {
		if (this.#stages === null) {
			writePieces(this.#fd, { byteLength: 0, pieces });
			return;
		}
		for (const { bytes } of pieces) await this.#stages.add(bytes);
	}

	/** Writes what is left. Throws as `write` does. */
	async end(): Promise<void> {
		await this.#stages?.end();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#stages?.[Symbol.asyncDispose]();
	}
}
