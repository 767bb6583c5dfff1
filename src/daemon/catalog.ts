/**
 * What the names of the files do not say: when an object expires, whether it
 * is pinned, its metadata, when it was last used; and what its file was found
 * to be, so that a start need not look into it again.
 *
 * The files are the truth. A row is written before its file gets its name, and
 * deleted after the name is gone: a row without a file is nothing, and no file
 * that we named is without a row. SQLite keeps its journal in memory (on a full
 * tmpfs the others fail on DELETE), so that a daemon killed while it writes can
 * leave a damaged catalog; it is found at the next start and made anew.
 */
import type { Database, Statement } from "bun:sqlite";
import type { ObjectName } from "../protocol/object-name.ts";
import { cannotNote } from "./cannot-note.ts";
import { type CatalogRow, readRow, rowFrom } from "./catalog-row.ts";
import { openCatalog } from "./open-catalog.ts";
import type { StoredVersion } from "./stored-version.ts";

/** Milliseconds after a use until it is written down. */
const lazyMs = 10_000;
/** Uses that are written between two turns of the event loop. */
const usesPerTurn = 1000;

/** The catalog of one shelf, open until `close`. */
export class Catalog {
	/** Whether what was there could not be read, and was made anew. */
	readonly wasDamaged: boolean;
	readonly #database: Database;
	readonly #warn: (message: string) => void;
	readonly #put: Statement;
	readonly #delete: Statement;
	readonly #use: Statement;
	readonly #highest: Statement;
	readonly #used = new Set<StoredVersion>();
	#timer: Timer | undefined;

	/**
	 * Opens the catalog at `path`, or makes it (mode 0600).
	 * @throws {FileError} `unreadable`, `disk_full` when none can be made
	 */
	constructor(path: string, warn: (message: string) => void) {
		this.#warn = warn;
		const { database, wasDamaged } = openCatalog(path);
		this.#database = database;
		this.wasDamaged = wasDamaged;
		this.#put = database.prepare(
			`INSERT OR REPLACE INTO objects VALUES ($key, $version, $kind, $segment,
			$bytes, $rows, $columns, $created_ms, $last_used_ms, $expires_ms,
			$pinned, $metadata)`,
		);
		this.#delete = database.prepare(
			"DELETE FROM objects WHERE key = ? AND version = ?",
		);
		this.#highest = database.prepare(
			"SELECT max(version) FROM objects WHERE key = ?",
		);
		this.#use = database.prepare(
			"UPDATE objects SET last_used_ms = ? WHERE key = ? AND version = ?",
		);
	}

	/** All rows that make sense; any other is dropped. */
	rows(): CatalogRow[] {
		using all = this.#database.prepare("SELECT * FROM objects");
		const rows: CatalogRow[] = [];
		const senseless: ObjectName[] = [];
		for (const found of all.all()) {
			const row = readRow(found);
			if (row === undefined) senseless.push(found as ObjectName);
			else rows.push(row);
		}
		this.deleteAll(senseless);
		return rows;
	}

	/** The highest version of a key that is known, were its file not there, too;
	 * 0 where none is. */
	highestVersion(key: string): number {
		const [highest] = this.#highest.values(key)[0] ?? [];
		return Number(highest ?? 0);
	}

	/**
	 * Writes what is to be known of a version, instead of what was.
	 * @throws {FileError} `disk_full` when there is no room for it; it is as
	 * before
	 */
	put(stored: StoredVersion): void {
		try {
			this.#put.run(rowFrom(stored));
		} catch (cause) {
			throw cannotNote(cause);
		}
	}

	/** Forgets a version whose file is gone. What fails is a row without a file,
	 * which the next start drops. */
	delete(stored: StoredVersion): void {
		// Its number may be given again.
		this.#used.delete(stored);
		try {
			this.#delete.run(stored.key, stored.version);
		} catch (error) {
			this.#warn(cannotNote(error).message);
		}
	}

	/** Forgets many at once. */
	deleteAll(names: readonly Pick<ObjectName, "key" | "version">[]): void {
		if (names.length === 0) return;
		this.#inOne(() => {
			for (const { key, version } of names) this.#delete.run(key, version);
		});
	}

	/** Writes many at once. */
	putAll(versions: readonly StoredVersion[]): void {
		this.#inOne(() => {
			for (const stored of versions) this.#put.run(rowFrom(stored));
		});
	}

	/** A version was used; that is written down some time. */
	noteUse(stored: StoredVersion): void {
		this.#used.add(stored);
		this.#timer ??= setTimeout(() => void this.#writeUses(), lazyMs).unref();
	}

	/** Writes what is still to be written. Nothing can be asked any more. */
	close(): void {
		clearTimeout(this.#timer);
		this.#writeSome(Number.POSITIVE_INFINITY);
		// With a statement left it would stay open, and locked.
		this.#put.finalize();
		this.#delete.finalize();
		this.#use.finalize();
		this.#highest.finalize();
		this.#database.close(true);
	}

	async #writeUses(): Promise<void> {
		while (this.#used.size > 0) {
			this.#writeSome(usesPerTurn);
			await Bun.sleep(0);
		}
		this.#timer = undefined;
	}

	#writeSome(most: number): void {
		const some = [...this.#used.values().take(most)];
		for (const stored of some) this.#used.delete(stored);
		this.#inOne(() => {
			for (const { lastUsedMs, key, version } of some) {
				this.#use.run(lastUsedMs, key, version);
			}
		});
	}

	#inOne(write: () => void): void {
		try {
			// Not transaction(): its statements outlive close().
			this.#database.run("BEGIN");
			write();
			this.#database.run("COMMIT");
		} catch (error) {
			if (this.#database.inTransaction) this.#database.run("ROLLBACK");
			this.#warn(cannotNote(error).message);
		}
	}
}
