/** Where bytes of the shelf's memory are counted: sealed objects (those that
 * are only leased any more included), what is being written, and freed segments
 * kept for the next puts. */
export type Account = "used" | "pending" | "recycled";

/**
 * Counts the shelf's memory in bytes. Everything is counted before it is
 * taken and until it is given back, on one thread: two creates at once cannot
 * both have the last bytes. used + pending + recycled + free is the capacity,
 * as long as that is not exceeded.
 */
export class Quota {
	readonly capacity: number;
	readonly #bytes: Record<Account, number>;

	/** @param used what is on the shelf already; may exceed the capacity */
	constructor(capacity: number, used: number) {
		this.capacity = capacity;
		this.#bytes = { used, pending: 0, recycled: 0 };
	}

	get used(): number {
		return this.#bytes.used;
	}

	get pending(): number {
		return this.#bytes.pending;
	}

	get recycled(): number {
		return this.#bytes.recycled;
	}

	get free(): number {
		const { used, pending, recycled } = this.#bytes;
		return Math.max(0, this.capacity - used - pending - recycled);
	}

	/** How much more would have to be free for that many bytes. */
	missing(bytes: number): number {
		const { used, pending, recycled } = this.#bytes;
		return used + pending + recycled + bytes - this.capacity;
	}

	/** Counts free bytes as pending if they fit. */
	reserve(bytes: number): boolean {
		if (bytes > this.free) return false;
		this.#bytes.pending += bytes;
		return true;
	}

	/** What was counted in one place is from now on counted in another. */
	move(bytes: number, from: Account, to: Account): void {
		this.#bytes[from] -= bytes;
		this.#bytes[to] += bytes;
	}

	/** Bytes that are really free now. */
	release(bytes: number, from: Account): void {
		this.#bytes[from] -= bytes;
	}
}
