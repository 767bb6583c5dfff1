import { isInMemory, type StoredVersion } from "./stored-version.ts";

/** Versions without a name any more that readers still have, each until the
 * last of its leases ends. */
export class DepartedVersions {
	readonly #free: (stored: StoredVersion & { segment: string }) => void;
	readonly #versions = new Set<StoredVersion>();

	/** @param free gives back the memory of one that nobody has any more */
	constructor(free: (stored: StoredVersion & { segment: string }) => void) {
		this.#free = free;
	}

	[Symbol.iterator](): Iterator<StoredVersion> {
		return this.#versions.values();
	}

	/** Its name is gone: those who only keep it are asked to let go. */
	add(stored: StoredVersion): void {
		this.#versions.add(stored);
		for (const lease of stored.leases) if (lease.isCached) lease.revoke();
		this.leaseEnded(stored);
	}

	/** A lease of a version, departed or not, has ended. */
	leaseEnded(stored: StoredVersion): void {
		if (stored.leases.size > 0 || !this.#versions.delete(stored)) return;
		if (isInMemory(stored)) this.#free(stored);
	}

	/** Number of their leases, by key. */
	leases(): Map<string, number> {
		const counts = new Map<string, number>();
		for (const { key, leases } of this.#versions) {
			counts.set(key, (counts.get(key) ?? 0) + leases.size);
		}
		return counts;
	}
}
