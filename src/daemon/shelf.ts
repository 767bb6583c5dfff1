import { limits } from "../config.ts";
import { ExistsError, LimitError, NotFoundError } from "../errors.ts";
import type { Changes } from "./changes.ts";
import type { ObjectFiles } from "./object-files.ts";
import type { Quota } from "./quota.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { Storage } from "./storage.ts";
import type { Lease, StoredVersion } from "./stored-version.ts";

/** A checked segment that is to become a version. */
export type Publication = Omit<StoredVersion, "version" | "leases">;

/**
 * What is on the shelf. The file system is the truth and is changed first:
 * publishing is a link in objects/, deleting is its unlink, both of constant
 * cost and done on the event loop, so that a key changes in one step.
 */
export class Shelf {
	readonly #files: ObjectFiles;
	readonly #storage: Storage;
	readonly #quota: Quota;
	readonly #changes: Changes;
	readonly #warn: (message: string) => void;
	readonly #versions = new Map<string, StoredVersion>();
	readonly #keys: SortedKeys;
	/** Without a name any more, but leased, or being freed. */
	readonly #departed = new Set<StoredVersion>();

	/** @param versions what recovery found; counted in `quota` already */
	constructor(
		files: ObjectFiles,
		storage: Storage,
		quota: Quota,
		changes: Changes,
		versions: readonly StoredVersion[],
		warn: (message: string) => void,
	) {
		this.#files = files;
		this.#storage = storage;
		this.#quota = quota;
		this.#changes = changes;
		this.#warn = warn;
		for (const stored of versions) this.#versions.set(stored.key, stored);
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
	delete(key: string): StoredVersion {
		const stored = this.find(key);
		this.#files.unlink(stored);
		this.#depart(stored);
		this.#versions.delete(key);
		this.#keys.delete(key);
		this.#changes.announce({ type: "delete", stored });
		return stored;
	}

	lease(stored: StoredVersion, lease: Lease): void {
		stored.leases.add(lease);
		stored.lastUsedMs = Date.now();
	}

	/** Asks for the leases of a version that its readers only keep for later:
	 * each ends when its client answers, some time. */
	revokeCached(stored: StoredVersion): void {
		for (const lease of stored.leases) if (lease.isCached) lease.revoke();
	}

	endLease(stored: StoredVersion, lease: Lease): void {
		stored.leases.delete(lease);
		// Until now it was used, or kept for that and read without our knowing.
		stored.lastUsedMs = Date.now();
		if (this.#departed.has(stored)) this.#freeUnleased(stored);
	}

	/** The new version is on the shelf whatever happens to the old name. */
	#replaced(before: StoredVersion): void {
		try {
			this.#files.unlink(before);
		} catch (error) {
			this.#warn((error as Error).message);
		}
		this.#depart(before);
	}

	#depart(stored: StoredVersion): void {
		this.#departed.add(stored);
		this.revokeCached(stored);
		this.#freeUnleased(stored);
	}

	/** Counts its bytes until they are really free. */
	#freeUnleased(stored: StoredVersion): void {
		if (stored.leases.size > 0) return;
		const paths = [this.#files.segmentPath(stored.segment)];
		this.#storage.run("free", { paths }).then(
			() => {
				this.#departed.delete(stored);
				this.#quota.release(stored.bytes);
			},
			(error) => this.#warn(error.message),
		);
	}
}
