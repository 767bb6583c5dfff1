import type { Memory } from "./memory.ts";
import type { PendingSegments } from "./pending.ts";
import type { Shelf } from "./shelf.ts";
import type { SpillFiles } from "./spill-files.ts";
import type { Storage } from "./storage.ts";
import type { StoredVersion } from "./stored-version.ts";
import { uniqueName } from "./unique-name.ts";

/** Brings spilled versions back into memory, each once for all who ask. */
export class Restores {
	readonly #shelf: Shelf;
	readonly #memory: Memory;
	readonly #storage: Storage;
	readonly #files: SpillFiles;
	readonly #pending: PendingSegments;
	readonly #running = new Map<StoredVersion, Promise<void>>();

	constructor(
		shelf: Shelf,
		memory: Memory,
		storage: Storage,
		files: SpillFiles,
		pending: PendingSegments,
	) {
		this.#shelf = shelf;
		this.#memory = memory;
		this.#storage = storage;
		this.#files = files;
		this.#pending = pending;
	}

	/**
	 * Brings one back. When it resolves, others may have spilled, replaced or
	 * deleted it again.
	 * @throws {OutOfMemoryError} when there is no room for it
	 * @throws {FileError}, {InvalidTableError} when its file is gone or damaged
	 */
	restore(stored: StoredVersion): Promise<void> {
		const running = this.#running.get(stored);
		if (running !== undefined) return running;
		const restoring = this.#restore(stored).finally(() =>
			this.#running.delete(stored),
		);
		this.#running.set(stored, restoring);
		return restoring;
	}

	/** Waits until nothing is under way. */
	async idle(): Promise<void> {
		await Promise.allSettled(this.#running.values());
	}

	async #restore(stored: StoredVersion): Promise<void> {
		const { key, bytes, kind } = stored;
		const segment = uniqueName();
		const given = this.#memory.allocate(segment, { bytes });
		await this.#pending.had(key, bytes, given);
		try {
			const path = this.#shelf.pathOf({ segment });
			const from = this.#files.path(stored);
			await this.#storage.run("restore", { from, path, kind });
			if (this.#shelf.isCurrent(stored)) {
				this.#shelf.restore(stored, segment);
				return;
			}
		} catch (error) {
			const isWanted = this.#shelf.isCurrent(stored);
			await this.#memory.giveBack(segment, bytes, "pending");
			if (isWanted) throw error;
			return;
		}
		// While it was copied, others have replaced it or deleted it.
		await this.#memory.giveBack(segment, bytes, "pending");
	}
}
