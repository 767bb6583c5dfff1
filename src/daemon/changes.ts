import type { ChangeType } from "../protocol/messages.ts";
import type { Epoch } from "./epoch.ts";
import { matchesGlob } from "./glob.ts";
import type { StoredVersion } from "./stored-version.ts";

/** A key that changed. */
export interface Change {
	readonly type: ChangeType;
	/** The version that came; of a delete the one that went. */
	readonly stored: StoredVersion;
}

interface Subscription {
	readonly pattern: string;
	readonly listener: (change: Change) => void;
}

/**
 * Whoever is to be told of which keys: all readers by the epoch, and those who
 * subscribed. Every change of a key passes here, once it is durable and before
 * anybody is answered. Patterns are found by what stands before
 * their first wildcard, so that a change costs a look-up for each character of
 * its key and a comparison for each pattern that begins like it, however many
 * others there are.
 */
export class Changes {
	readonly #epoch: Epoch;
	readonly #byPrefix = new Map<string, Set<Subscription>>();

	constructor(epoch: Epoch) {
		this.#epoch = epoch;
	}

	/**
	 * Tells `listener` of every change of a key that matches `pattern`, in the
	 * order in which they happen, from within the change: it must not throw.
	 * @returns ends it; twice is once
	 */
	subscribe(pattern: string, listener: Subscription["listener"]): () => void {
		const prefix = /^[^*?]*/.exec(pattern)?.[0] ?? "";
		const subscription = { pattern, listener };
		const alike = this.#byPrefix.get(prefix) ?? new Set();
		this.#byPrefix.set(prefix, alike.add(subscription));
		return () => {
			alike.delete(subscription);
			// Meanwhile another set may stand there.
			if (alike.size === 0 && this.#byPrefix.get(prefix) === alike) {
				this.#byPrefix.delete(prefix);
			}
		};
	}

	/** The shelf has changed, for good: says so to those whom it concerns. */
	announce(change: Change): void {
		const { key } = change.stored;
		// First: whoever is told of the change must not read what was before.
		this.#epoch.bump(key);
		if (this.#byPrefix.size === 0) return;
		for (let end = 0; end <= key.length; end += 1) {
			const alike = this.#byPrefix.get(key.slice(0, end)) ?? [];
			for (const { pattern, listener } of alike) {
				if (matchesGlob(pattern, key)) listener(change);
			}
		}
	}
}
