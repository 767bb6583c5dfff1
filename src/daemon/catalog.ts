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
import { Database, type Statement } from "bun:sqlite";
import { closeSync, constants, fchmodSync, openSync, rmSync } from "node:fs";
import { FileError } from "../errors.ts";
import type { ObjectName } from "../protocol/object-name.ts";
import { type CatalogRow, readRow, rowFrom } from "./catalog-row.ts";
import type { StoredVersion } from "./stored-version.ts";

const schemaVersion = 1;
const table = `CREATE TABLE objects (
		key TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL,
		segment TEXT, bytes INTEGER NOT NULL, rows INTEGER NOT NULL,
		columns INTEGER NOT NULL, created_ms INTEGER NOT NULL,
		last_used_ms INTEGER NOT NULL, expires_ms INTEGER,
		pinned INTEGER NOT NULL, metadata TEXT NOT NULL,
		PRIMARY KEY (key, version)
	) WITHOUT ROWID`;

/** Milliseconds after a use until it is written down. */
const lazyMs = 10_000;
/** Uses that are written between two turns of the event loop. */
const usesPerTurn = 1000;

export class Catalog {
	/** Whether what was there could not be read, and was made anew. */
	readonly wasDamaged: boolean;
	readonly #database: Database;
	readonly #warn: (message: string) => void;
	readonly #put: Statement;
	readonly #delete: Statement;
	readonly #use: Statement;
	readonly #used = new Set<StoredVersion>();
	#timer: Timer | undefined;

	/**
	 * Opens the catalog at `path`, or makes it (mode 0600).
	 * @throws {FileError} `unreadable`, `disk_full` when none can be made
	 */
	constructor(path: string, warn: (message: string) => void) {
		this.#warn = warn;
		const { database, wasDamaged } = openDatabase(path);
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
		this.#use = database.prepare(
			"UPDATE objects SET last_used_ms = ? WHERE key = ? AND version = ?",
		);
	}

	/** All rows that make sense; any other is dropped. */
	rows(): CatalogRow[] {
		const rows: CatalogRow[] = [];
		const senseless: ObjectName[] = [];
		for (const found of this.#database.query("SELECT * FROM objects").all()) {
			const row = readRow(found);
			if (row === undefined) senseless.push(found as ObjectName);
			else rows.push(row);
		}
		this.deleteAll(senseless);
		return rows;
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
			throw cannotWrite(cause);
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
			this.#warn(cannotWrite(error).message);
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
		// SQLite keeps the file, locked, for as long as a statement is there.
		for (const statement of [this.#put, this.#delete, this.#use]) {
			statement.finalize();
		}
		this.#database.close();
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
			this.#warn(cannotWrite(error).message);
		}
	}
}

/** One that cannot be read is replaced: nothing but what it alone knew is lost. */
function openDatabase(path: string): {
	database: Database;
	wasDamaged: boolean;
} {
	try {
		const database = tryOpen(path);
		if (database !== undefined) return { database, wasDamaged: false };
	} catch (error) {
		const { code } = error as { code?: unknown };
		// It is sound as far as we know: not to be replaced.
		if (code === "SQLITE_FULL" || code === "SQLITE_BUSY") {
			throw cannotWrite(error);
		}
	}
	rmSync(path, { force: true, recursive: true });
	try {
		const database = tryOpen(path);
		if (database !== undefined) return { database, wasDamaged: true };
	} catch (cause) {
		throw cannotWrite(cause);
	}
	throw cannotWrite(new Error(`${path} is not what was just written`));
}

/** @returns undefined for one that is damaged, or of another version */
function tryOpen(path: string): Database | undefined {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	fchmodSync(fd, 0o600);
	closeSync(fd);
	const database = new Database(path, { readwrite: true, strict: true });
	try {
		database.run("PRAGMA journal_mode = MEMORY");
		database.run("PRAGMA synchronous = OFF");
		database.run("PRAGMA locking_mode = EXCLUSIVE");
		if (schemaOf(database).length === 0) {
			database.run(table);
			database.run(`PRAGMA user_version = ${schemaVersion}`);
		}
		if (isSound(database)) return database;
	} catch (error) {
		database.close();
		throw error;
	}
	database.close();
	return undefined;
}

function schemaOf(database: Database): unknown[] {
	return database.query("SELECT sql FROM sqlite_schema").values().flat();
}

function isSound(database: Database): boolean {
	const schema = schemaOf(database);
	const version = database.query("PRAGMA user_version").values()[0]?.[0];
	const check = database.query("PRAGMA quick_check(1)").values()[0]?.[0];
	const isOurs = schema.length === 1 && schema[0] === table;
	return isOurs && version === schemaVersion && check === "ok";
}

function cannotWrite(cause: unknown): FileError {
	const { message, code } = cause as { message: string; code?: unknown };
	const isFull = code === "SQLITE_FULL" || code === "ENOSPC";
	const reason = isFull
		? "the file system has no room for the shelf's catalog"
		: `the shelf's catalog cannot be written: ${message}`;
	return new FileError(
		isFull ? "disk_full" : "unreadable",
		`Cannot note an object: ${reason}`,
		{ cause, details: { reason } },
	);
}
