import { Database } from "bun:sqlite";
import { closeSync, constants, fchmodSync, openSync, rmSync } from "node:fs";
import { cannotNote } from "./cannot-note.ts";

const schemaVersion = 1;
const table = `CREATE TABLE objects (
		key TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL,
		segment TEXT, bytes INTEGER NOT NULL, rows INTEGER NOT NULL,
		columns INTEGER NOT NULL, created_ms INTEGER NOT NULL,
		last_used_ms INTEGER NOT NULL, expires_ms INTEGER,
		pinned INTEGER NOT NULL, metadata TEXT NOT NULL,
		PRIMARY KEY (key, version)
	) WITHOUT ROWID`;

/** What says that there is something, but no catalog. Anything else, such as
 * too many open files, is no reason to throw one away. */
const damage: ReadonlySet<unknown> = new Set([
	"SQLITE_CORRUPT",
	"SQLITE_NOTADB",
	"SQLITE_CANTOPEN_ISDIR",
	"EISDIR",
	"ELOOP",
]);

/**
 * Opens the catalog at `path`, or makes it (mode 0600). One that is damaged, or
 * of another form, is replaced: nothing but what it alone knew is lost.
 * @throws {FileError} `unreadable`, `disk_full` when none can be had
 */
export function openCatalog(path: string): {
	database: Database;
	wasDamaged: boolean;
} {
	const found = attempt(path);
	if (found !== undefined) return { database: found, wasDamaged: false };
	rmSync(path, { force: true, recursive: true });
	const made = attempt(path);
	if (made !== undefined) return { database: made, wasDamaged: true };
	throw cannotNote(new Error(`${path} is not what was just written`));
}

/** @returns undefined for one that is damaged */
function attempt(path: string): Database | undefined {
	try {
		return open(path);
	} catch (error) {
		if (damage.has((error as { code?: unknown }).code)) return undefined;
		throw cannotNote(error);
	}
}

/** @returns undefined for one of another form */
function open(path: string): Database | undefined {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	fchmodSync(fd, 0o600);
	closeSync(fd);
	const database = new Database(path, { readwrite: true, strict: true });
	try {
		database.run("PRAGMA journal_mode = MEMORY");
		database.run("PRAGMA synchronous = OFF");
		database.run("PRAGMA locking_mode = EXCLUSIVE");
		const tables = read(database, "SELECT sql FROM sqlite_schema");
		if (tables.length === 0) {
			database.run(table);
			database.run(`PRAGMA user_version = ${schemaVersion}`);
			return database;
		}
		const isOurs = tables.length === 1 && tables[0] === table;
		const [form] = read(database, "PRAGMA user_version");
		const [check] = read(database, "PRAGMA quick_check(1)");
		if (isOurs && form === schemaVersion && check === "ok") return database;
	} catch (error) {
		database.close();
		throw error;
	}
	database.close();
	return undefined;
}

/** The first column of all rows. */
function read(database: Database, sql: string): unknown[] {
	using statement = database.prepare(sql);
	return statement.values().map(([first]) => first);
}
