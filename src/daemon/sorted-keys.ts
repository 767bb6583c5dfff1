/** Keys in order of their characters: 100,000 of them are paged through
 * without being sorted for every page. */
export class SortedKeys {
	readonly #keys: string[];

	constructor(keys: Iterable<string>) {
		this.#keys = [...keys].sort();
	}

	add(key: string): void {
		const at = this.#indexAfter(key);
		if (this.#keys[at - 1] !== key) this.#keys.splice(at, 0, key);
	}

	delete(key: string): void {
		const at = this.#indexAfter(key) - 1;
		if (this.#keys[at] === key) this.#keys.splice(at, 1);
	}

	/** Keys above `after`, or all of them. Not to be changed meanwhile. */
	*above(after: string | undefined): Generator<string> {
		let at = after === undefined ? 0 : this.#indexAfter(after);
		for (; at < this.#keys.length; at += 1) yield this.#keys[at] as string;
	}

	/** Index of the first key above `key`. */
	#indexAfter(key: string): number {
		let low = 0;
		let high = this.#keys.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#keys[middle] as string) <= key) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
