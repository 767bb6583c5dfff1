import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { shelfNames } from "../config.ts";
import { epochLayout, epochSlot } from "../protocol/epoch.ts";

/** What a key's counter was. */
export interface EpochStamp {
	readonly slot: number;
	readonly count: number;
}

/** The daemon's counters of changes, as this process sees them change. */
export class EpochView {
	/** Of each counter the lower and the upper half. */
	readonly #halves: Uint32Array<ArrayBuffer>;

	private constructor(mapped: Uint8Array<ArrayBuffer>) {
		this.#halves = new Uint32Array(mapped.buffer);
	}

	/**
	 * Maps the file of the daemon that listens at `socketPath`.
	 * @returns undefined where there is none that can be trusted: a page without
	 * memory behind it would end this process when the file system is full
	 */
	static open(socketPath: string): EpochView | undefined {
		const path = join(dirname(socketPath), shelfNames.epoch);
		const size = epochLayout.bytes;
		try {
			const stats = statSync(path);
			if (!stats.isFile() || stats.blocks * 512 < size) return undefined;
			return new EpochView(Bun.mmap(path, { shared: true, size }));
		} catch {
			// An older daemon, or a directory that we may not write to.
			return undefined;
		}
	}

	/** What the key's counter is now. Take it before asking for the key. */
	stamp(key: string): EpochStamp {
		const slot = epochSlot(key);
		return { slot, count: this.#read(slot) };
	}

	/** Whether no key of that slot has changed since. */
	isUnchanged({ slot, count }: EpochStamp): boolean {
		return this.#read(slot) === count;
	}

	/** The lower half will do: nothing is kept for 4 billion changes. */
	#read(slot: number): number {
		// A plain read of memory may be hoisted out of a loop.
		return Atomics.load(this.#halves, slot * 2);
	}
}
