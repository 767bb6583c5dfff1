import { isInMemory, type StoredVersion } from "./stored-version.ts";

/** Versions without a name any more that readers still have, each until the
 * last of its leases ends. */
export class DepartedVersions {
	readonly #free: (stored: StoredVersion & { segment: string }) => void;
	readonly #byKey = new Map<string, Set<StoredVersion>>();

	/** @param free gives back the memory of one that nobody has any more */
	constructor(free: (stored: StoredVersion & { segment: string }) => void) {
		this.#free = free;
	}

	*[Symbol.iterator](): Iterator<StoredVersion> {
		for (const versions of this.#byKey.values()) yield* versions;
	}

	/** Its name is gone: those who only keep it are asked to let go. */
	add(stored: StoredVersion): void {
		const versions = this.#byKey.get(stored.key) ?? new Set();
		this.#byKey.set(stored.key, versions.add(stored));
		for (const lease of stored.leases) if (lease.isCached) lease.revoke();
		this.leaseEnded(stored);
	}

	/** A lease of a version, departed or not, has ended. */
	leaseEnded(stored: StoredVersion): void {
		if (stored.leases.size > 0) return;
		const versions = this.#byKey.get(stored.key);
		if (!versions?.delete(stored)) return;
		if (versions.size === 0) this.#byKey.delete(stored.key);
		if (isInMemory(stored)) this.#free(stored);
	}

	/** Number of leases of a key's versions that have gone. */
	leasesOf(key: string): number {
		let count = 0;
		for (const { leases } of this.#byKey.get(key) ?? []) count += leases.size;
		return count;
	}
}
