import { limits } from "../config.ts";
import { ExistsError, LimitError, NotFoundError } from "../errors.ts";
import type { ChangeType } from "../protocol/messages.ts";
import type { Changes } from "./changes.ts";
import type { Memory } from "./memory.ts";
import type { ObjectFiles } from "./object-files.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { SpillFiles } from "./spill-files.ts";
import {
	isInMemory,
	isPinned,
	type Lease,
	type StoredVersion,
} from "./stored-version.ts";

/** A checked segment that is to become a version. */
export type Publication = Omit<StoredVersion, "version" | "leases"> & {
	readonly segment: string;
};

/** Why a key leaves the shelf. */
export type Departure = Extract<ChangeType, "delete" | "evict">;

/**
 * What is on the shelf. The file system is the truth and is changed first:
 * publishing is a link in objects/, deleting is its unlink, both of constant
 * cost and done on the event loop, so that a key changes in one step.
 */
export class Shelf {
	readonly #files: ObjectFiles;
	readonly #memory: Memory;
	readonly #spilled: SpillFiles;
	readonly #changes: Changes;
	readonly #warn: (message: string) => void;
	/** The least recently used first. */
	readonly #versions = new Map<string, StoredVersion>();
	readonly #keys: SortedKeys;
	/** Without a name any more, but leased, or being freed. */
	readonly #departed = new Set<StoredVersion>();

	/** @param versions what recovery found; counted already */
	constructor(
		files: ObjectFiles,
		memory: Memory,
		spilled: SpillFiles,
		changes: Changes,
		versions: readonly StoredVersion[],
		warn: (message: string) => void,
	) {
		this.#files = files;
		this.#memory = memory;
		this.#spilled = spilled;
		this.#changes = changes;
		this.#warn = warn;
		for (const stored of versions.toSorted(byLastUse)) {
			this.#versions.set(stored.key, stored);
		}
		this.#keys = new SortedKeys(this.#versions.keys());
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
		yield* this.#departed;
	}

	/** What may leave memory without anybody missing it, least recently used
	 * first. Not to be changed meanwhile. */
	*dispensable(): Generator<StoredVersion & { segment: string }> {
		for (const stored of this.#versions.values()) {
			const isIdle = stored.leases.size === 0 && !isPinned(stored);
			if (isIdle && isInMemory(stored)) yield stored;
		}
	}

	/** Leases of versions that are no longer under their key, by key. */
	departedLeases(): Map<string, number> {
		const counts = new Map<string, number>();
		for (const { key, leases } of this.#departed) {
			counts.set(key, (counts.get(key) ?? 0) + leases.size);
		}
		return counts;
	}

	/**
	 * Refuses a key that is taken, or one more than there may be.
	 * @throws {ExistsError} `exists`
	 * @throws {LimitError} `too_many_keys`
	 */
	checkVacant(key: string, replace: boolean): void {
		const stored = this.#versions.get(key);
		if (stored !== undefined && !replace) {
			throw new ExistsError(
				"exists",
				`Cannot put "${key}": version ${stored.version} is on the shelf; replace it, delete it, or choose another key`,
				{ details: { key, version: stored.version } },
			);
		}
		if (stored === undefined && this.size >= limits.keys) {
			throw new LimitError(
				"too_many_keys",
				`Cannot put "${key}": the shelf has ${this.size} keys, at most ${limits.keys} are allowed`,
				{ details: { limit: limits.keys, given: this.size + 1 } },
			);
		}
	}

	/**
	 * Puts a checked segment under its key, as a new version. The caller has
	 * counted its bytes as used. A crash between the two names leaves both;
	 * recovery takes the higher version.
	 */
	publish(publication: Publication): StoredVersion {
		const { key } = publication;
		const before = this.#versions.get(key);
		const version = this.#files.link(publication, (before?.version ?? 0) + 1);
		const stored = { ...publication, version, leases: new Set<Lease>() };
		this.#versions.delete(key);
		this.#versions.set(key, stored);
		if (before === undefined) this.#keys.add(key);
		else this.#replaced(before);
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
		this.#depart(stored);
		this.#changes.announce({ type, stored });
		return stored;
	}

	/** Its copy on disk is complete: from now on that is the version. */
	spill(stored: StoredVersion & { segment: string }): void {
		this.#files.unlink(stored);
		this.#spilled.add(stored);
		this.#giveBack(stored.segment, stored.bytes);
		(stored as StoredVersion).segment = undefined;
		this.#changes.announce({ type: "spill", stored });
	}

	/** Its copy in memory is complete, and counted as pending. */
	restore(stored: StoredVersion, segment: string): void {
		this.#files.relink(stored, segment);
		stored.segment = segment;
		this.#memory.quota.move(stored.bytes, "pending", "used");
		this.#spilled.unlink(stored);
		this.#use(stored);
		this.#changes.announce({ type: "restore", stored });
	}

	lease(stored: StoredVersion, lease: Lease): void {
		stored.leases.add(lease);
		this.#use(stored);
	}

	endLease(stored: StoredVersion, lease: Lease): void {
		stored.leases.delete(lease);
		if (this.#departed.has(stored)) this.#freeUnleased(stored);
	}

	/** The new version is on the shelf whatever happens to the old name. */
	#replaced(before: StoredVersion): void {
		try {
			this.#unlink(before);
		} catch (error) {
			this.#warn((error as Error).message);
		}
		this.#depart(before);
	}

	#depart(stored: StoredVersion): void {
		this.#departed.add(stored);
		this.#freeUnleased(stored);
	}

	#freeUnleased(stored: StoredVersion): void {
		if (stored.leases.size > 0) return;
		this.#departed.delete(stored);
		if (isInMemory(stored)) this.#giveBack(stored.segment, stored.bytes);
	}

	#giveBack(segment: string, bytes: number): void {
		void this.#memory.giveBack(segment, bytes, "used");
	}

	/** A spilled version has its name on disk only. */
	#unlink(stored: StoredVersion): void {
		if (isInMemory(stored)) this.#files.unlink(stored);
		else this.#spilled.unlink(stored);
	}

	/** Moves it to the end of those that could be dispensed with. */
	#use(stored: StoredVersion): void {
		stored.lastUsedMs = Date.now();
		if (!this.isCurrent(stored)) return;
		this.#versions.delete(stored.key);
		this.#versions.set(stored.key, stored);
	}
}

function byLastUse(a: StoredVersion, b: StoredVersion): number {
	return a.lastUsedMs - b.lastUsedMs;
}
