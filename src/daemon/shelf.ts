import { NotFoundError } from "../errors.ts";
import type { ChangeType } from "../protocol/messages.ts";
import type { Catalog } from "./catalog.ts";
import type { Changes } from "./changes.ts";
import { DepartedVersions } from "./departed-versions.ts";
import { Expiry } from "./expiry.ts";
import type { Memory } from "./memory.ts";
import type { ObjectFiles } from "./object-files.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { SpillFiles } from "./spill-files.ts";
import {
	isInMemory,
	type Lease,
	type ObjectOptions,
	type StoredVersion,
} from "./stored-version.ts";

/** A checked segment that is to become a version. */
export type Publication = Omit<StoredVersion, "version" | "leases"> & {
	readonly segment: string;
};

/** Why a key leaves the shelf. */
export type Departure = Extract<ChangeType, "delete" | "evict" | "expire">;

/** What the shelf stands on. */
export interface ShelfFoundation {
	readonly files: ObjectFiles;
	readonly memory: Memory;
	readonly spilled: SpillFiles;
	readonly catalog: Catalog;
	readonly changes: Changes;
	readonly warn: (message: string) => void;
}

/**
 * What is on the shelf. The file system is the truth and is changed first:
 * publishing is a link in objects/, deleting is its unlink, both of constant
 * cost and done on the event loop, so that a key changes in one step.
 */
export class Shelf {
	readonly #files: ObjectFiles;
	readonly #memory: Memory;
	readonly #spilled: SpillFiles;
	readonly #catalog: Catalog;
	readonly #changes: Changes;
	readonly #warn: (message: string) => void;
	/** The least recently used first. */
	readonly #versions = new Map<string, StoredVersion>();
	readonly #keys: SortedKeys;
	/** Has objects go in their time. */
	readonly expiry: Expiry;
	/** What is only leased any more. */
	readonly departed: DepartedVersions;

	/** @param versions what recovery found; counted already */
	constructor(parts: ShelfFoundation, versions: readonly StoredVersion[]) {
		this.#files = parts.files;
		this.#memory = parts.memory;
		this.#spilled = parts.spilled;
		this.#catalog = parts.catalog;
		this.#changes = parts.changes;
		this.#warn = parts.warn;
		this.departed = new DepartedVersions((stored) => this.#giveBack(stored));
		for (const stored of versions.toSorted(byLastUse)) {
			this.#versions.set(stored.key, stored);
		}
		this.#keys = new SortedKeys(this.#versions.keys());
		this.expiry = new Expiry(
			(stored) => this.isCurrent(stored),
			(stored) => this.#expire(stored),
		);
		for (const stored of versions) this.expiry.watch(stored);
	}

	/** Number of keys. */
	get size(): number {
		return this.#versions.size;
	}

	has(key: string): boolean {
		return this.#versions.has(key);
	}

	/**
	 * The version that is on the shelf under `key`.
	 * @throws {NotFoundError} `not_found`
	 */
	find(key: string, version?: number): StoredVersion {
		const stored = this.#versions.get(key);
		if (stored === undefined) {
			throw new NotFoundError(
				"not_found",
				`Nothing is on the shelf as "${key}"`,
				{
					details: { key },
				},
			);
		}
		if (version !== undefined && version !== stored.version) {
			throw new NotFoundError(
				"not_found",
				`Version ${version} of "${key}" is not on the shelf: version ${stored.version} is`,
				{ details: { key, version, newest: stored.version } },
			);
		}
		return stored;
	}

	/** The file of a version, or of a segment that is to hold one. */
	pathOf({ segment }: { readonly segment: string }): string {
		return this.#files.segmentPath(segment);
	}

	/** Whether a version is the one under its key. */
	isCurrent(stored: StoredVersion): boolean {
		return this.#versions.get(stored.key) === stored;
	}

	/** Versions in order of their keys, above the key `after`. */
	*above(after?: string): Generator<StoredVersion> {
		for (const key of this.#keys.above(after)) yield this.find(key);
	}

	/** Everything that takes memory: with a name or only leased. */
	*versions(): Generator<StoredVersion> {
		yield* this.#versions.values();
		yield* this.departed;
	}

	/** Versions in order of their use, the least recent first. Not to be changed
	 * meanwhile. */
	byUse(): Iterable<StoredVersion> {
		return this.#versions.values();
	}

	/**
	 * Puts a checked segment under its key, as a new version. The caller has
	 * counted its bytes as used. A crash between the two names leaves both;
	 * recovery takes the higher version.
	 */
	publish(publication: Publication): StoredVersion {
		const { key } = publication;
		const before = this.#versions.get(key);
		const version = this.#nextVersion(publication);
		const stored = { ...publication, version, leases: new Set<Lease>() };
		this.#name(stored, publication.segment);
		this.#versions.delete(key);
		this.#versions.set(key, stored);
		if (before === undefined) this.#keys.add(key);
		else this.#replaced(before);
		this.expiry.watch(stored);
		const type = before === undefined ? "put" : "replace";
		this.#changes.announce({ type, stored });
		return stored;
	}

	/**
	 * Takes a key off the shelf; its memory goes after the last lease.
	 * @throws {NotFoundError} `not_found`
	 */
	delete(key: string, type: Departure = "delete"): StoredVersion {
		const stored = this.find(key);
		this.#unlink(stored);
		this.#versions.delete(key);
		this.#keys.delete(key);
		this.departed.add(stored);
		this.#changes.announce({ type, stored });
		return stored;
	}

	/**
	 * Changes what was asked for an object, from now on.
	 * @throws {NotFoundError} `not_found`
	 * @throws {FileError} `disk_full` when it cannot be noted; it is as before
	 */
	touch(key: string, options: Partial<ObjectOptions>): void {
		const stored = this.find(key);
		const before = stored.options;
		stored.options = { ...before, ...options };
		try {
			this.#catalog.put(stored);
		} catch (error) {
			stored.options = before;
			throw error;
		}
		this.#use(stored);
		this.expiry.watch(stored);
	}

	/** Its copy on disk is complete: from now on that is the version. A crash
	 * between the two names leaves both; recovery takes the one in memory. */
	spill(stored: StoredVersion & { segment: string }, part: string): void {
		this.#spilled.complete(stored, part);
		try {
			this.#files.unlink(stored);
		} catch (error) {
			this.#spilled.unlink(stored);
			throw error;
		}
		this.#giveBack(stored);
		(stored as StoredVersion).segment = undefined;
		this.#changes.announce({ type: "spill", stored });
	}

	/** Its copy in memory is complete, and counted as pending. */
	restore(stored: StoredVersion, segment: string): void {
		this.#files.link(stored, segment);
		try {
			this.#spilled.unlink(stored);
		} catch (error) {
			this.#files.unlink(stored);
			throw error;
		}
		stored.segment = segment;
		this.#memory.quota.move(stored.bytes, "pending", "used");
		this.#use(stored);
		this.#changes.announce({ type: "restore", stored });
	}

	lease(stored: StoredVersion, lease: Lease): void {
		stored.leases.add(lease);
		this.#use(stored);
	}

	endLease(stored: StoredVersion, lease: Lease): void {
		stored.leases.delete(lease);
		// Until now it was used, or kept for that and read without our knowing.
		stored.lastUsedMs = Date.now();
		this.departed.leaseEnded(stored);
	}

	/** Above all that is known of the key, on a disk that is not there now, too;
	 * and no number of a damaged file that recovery left alone. */
	#nextVersion({ key, kind, isTree = false }: Publication): number {
		const known = this.#versions.get(key)?.version ?? 0;
		let version = Math.max(known, this.#catalog.highestVersion(key)) + 1;
		const isTaken = () => {
			const name = { key, version, kind, isTree };
			return this.#files.has(name) || this.#spilled.has(name);
		};
		while (isTaken()) version += 1;
		return version;
	}

	/** Its row comes first, so that none is without. */
	#name(stored: StoredVersion, segment: string): void {
		this.#catalog.put(stored);
		try {
			this.#files.link(stored, segment);
		} catch (error) {
			this.#catalog.delete(stored);
			throw error;
		}
	}

	/** The new version is on the shelf whatever happens to the old name. */
	#replaced(before: StoredVersion): void {
		try {
			this.#unlink(before);
		} catch (error) {
			this.#warn((error as Error).message);
		}
		this.departed.add(before);
	}

	/** @returns whether it is gone */
	#expire({ key }: StoredVersion): boolean {
		try {
			this.delete(key, "expire");
		} catch (error) {
			this.#warn(`Cannot let "${key}" expire: ${(error as Error).message}`);
		}
		return !this.has(key);
	}

	#giveBack({ segment, bytes }: { segment: string; bytes: number }): void {
		void this.#memory.giveBack(segment, bytes, "used");
	}

	/** A spilled version has its name on disk only. */
	#unlink(stored: StoredVersion): void {
		if (isInMemory(stored)) this.#files.unlink(stored);
		else this.#spilled.unlink(stored);
		this.#catalog.delete(stored);
	}

	/** Moves it to the end of those that could be dispensed with. */
	#use(stored: StoredVersion): void {
		stored.lastUsedMs = Date.now();
		if (!this.isCurrent(stored)) return;
		this.#catalog.noteUse(stored);
		this.#versions.delete(stored.key);
		this.#versions.set(stored.key, stored);
	}
}

function byLastUse(a: StoredVersion, b: StoredVersion): number {
	return a.lastUsedMs - b.lastUsedMs;
}
