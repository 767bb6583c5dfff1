/**
 * Counts the shelf's memory in bytes. Everything is counted before it is
 * taken and until it is given back, on one thread: two creates at once cannot
 * both have the last bytes.
 */
export class Quota {
	readonly capacity: number;
	#used: number;
	#pending = 0;

	/** @param used what is on the shelf already; may exceed the capacity */
	constructor(capacity: number, used: number) {
		this.capacity = capacity;
		this.#used = used;
	}

	/** Sealed objects, those that are only leased any more included. */
	get used(): number {
		return this.#used;
	}

	/** Reserved and not sealed. */
	get pending(): number {
		return this.#pending;
	}

	get free(): number {
		return Math.max(0, this.capacity - this.#used - this.#pending);
	}

	/** Counts `bytes` as pending if they fit. */
	reserve(bytes: number): boolean {
		if (bytes > this.free) return false;
		this.#pending += bytes;
		return true;
	}

	/** Gives pending bytes back. */
	abandon(bytes: number): void {
		this.#pending -= bytes;
	}

	/** `reserved` pending bytes became `sealed` used ones. */
	settle(reserved: number, sealed: number): void {
		this.#pending -= reserved;
		this.#used += sealed;
	}

	/** Gives used bytes back. */
	release(bytes: number): void {
		this.#used -= bytes;
	}
}
