import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import {
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { LineClient } from "../helpers/line-client.ts";
import { tableFile, writeSegment } from "../helpers/put-object.ts";
import { type TemporaryShelf, temporaryShelf } from "../helpers/shelf.ts";

const hourMs = 3_600_000;

/** What a program may ask for an object. */
const asked = { ttl_ms: hourMs, pin: true, metadata: { source: "test" } };
const plain = { expires: null, pinned: false, metadata: {} };

async function put(client: LineClient, fields: object) {
	const layout = tableFile(10);
	const created = { kind: "table", bytes: layout.byteLength, ...fields };
	const { segment, path } = await client.ok("create", created);
	writeSegment(path, layout);
	return await client.ok("seal", { segment });
}

/** Puts "k" with all that may be asked, and ends the daemon. */
async function putOne(shelf: TemporaryShelf): Promise<object> {
	const daemon = await shelf.serve();
	const client = await LineClient.greet(shelf.directory);
	await put(client, { key: "k", ...asked });
	const stat = await client.ok("stat", { key: "k" });
	await client[Symbol.asyncDispose]();
	await daemon.stop();
	return stat;
}

async function statAfterStart(shelf: TemporaryShelf) {
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	return await client.ok("stat", { key: "k" });
}

function catalogOf(shelf: TemporaryShelf): string {
	return join(shelf.directory, shelfNames.catalog);
}

function change(shelf: TemporaryShelf, ...statements: string[]): void {
	using database = new Database(catalogOf(shelf));
	for (const statement of statements) database.run(statement);
}

test("ttl, pin, metadata and times outlive the daemon, and nobody else reads them", async () => {
	await using shelf = temporaryShelf();
	const before = await putOne(shelf);
	expect(before).toMatchObject({ pinned: true, metadata: asked.metadata });
	expect(await statAfterStart(shelf)).toEqual(before);
	expect(shelf.warnings).toEqual([]);
	expect(statSync(catalogOf(shelf)).mode & 0o777).toBe(0o600);
});

test("a use is written down at the latest when the daemon stops", async () => {
	await using shelf = temporaryShelf();
	const before = await putOne(shelf);
	const daemon = await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { lease } = await client.ok("get", { key: "k" });
	await client.ok("release", { lease });
	const used = await client.ok("stat", { key: "k" });
	expect(used.last_used).not.toBe((before as typeof used).last_used);
	await daemon.stop();
	const { last_used } = await statAfterStart(shelf);
	// The end of a lease is a use too, and is not worth a write of its own.
	expect(Date.parse(last_used)).toBeGreaterThan(
		Date.parse((before as typeof used).last_used),
	);
});

test("a replace asks for nothing that the version before it was asked for", async () => {
	await using shelf = temporaryShelf();
	await putOne(shelf);
	const daemon = await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await put(client, { key: "k", replace: true });
	expect(await client.ok("stat", { key: "k" })).toMatchObject(plain);
	await daemon.stop();
	expect(await statAfterStart(shelf)).toMatchObject({ ...plain, version: 2 });
});

/** What may become of a catalog while no daemon looks. */
const damages: Record<string, (shelf: TemporaryShelf) => void> = {
	"is garbage": (shelf) =>
		writeFileSync(catalogOf(shelf), Buffer.alloc(8192, "garbage")),
	"is cut short": (shelf) => truncateSync(catalogOf(shelf), 4096),
	"has a damaged page": (shelf) => {
		const bytes = readFileSync(catalogOf(shelf));
		writeFileSync(catalogOf(shelf), bytes.fill(0xff, 4096, 8192));
	},
	"has another schema version": (shelf) =>
		change(shelf, "PRAGMA user_version = 99"),
	"has another table": (shelf) =>
		change(shelf, "DROP TABLE objects", "CREATE TABLE objects (key TEXT)"),
	"has a trigger": (shelf) =>
		change(
			shelf,
			"CREATE TRIGGER t BEFORE INSERT ON objects BEGIN SELECT RAISE(ABORT, 'no'); END",
		),
	"is a directory": (shelf) => {
		rmSync(catalogOf(shelf));
		mkdirSync(catalogOf(shelf));
	},
};

test.each(Object.entries(damages))(
	"a catalog that %s is made anew, with a word on what is lost",
	async (_, damage) => {
		await using shelf = temporaryShelf();
		await putOne(shelf);
		damage(shelf);
		expect(await statAfterStart(shelf)).toMatchObject({ rows: 10, ...plain });
		expect(shelf.warnings).toEqual([
			"Of 1 objects only the files are known, since the catalog was damaged: if they had a ttl, a pin or metadata, that is lost",
		]);
		await using client = await LineClient.greet(shelf.directory);
		await put(client, { key: "k", replace: true, ...asked });
		expect(await client.ok("stat", { key: "k" })).toMatchObject({
			version: 2,
			pinned: true,
		});
	},
);

test("a catalog that is a link is replaced, and what it names is left alone", async () => {
	await using shelf = temporaryShelf();
	await putOne(shelf);
	const target = join(shelf.directory, "target");
	writeFileSync(target, "");
	rmSync(catalogOf(shelf));
	symlinkSync(target, catalogOf(shelf));
	expect(await statAfterStart(shelf)).toMatchObject(plain);
	expect(readFileSync(target, "utf8")).toBe("");
	rmSync(target);
	expect(shelf.warnings).toHaveLength(1);
});

/** Rows that do not tell what they should. */
const rows: Record<string, string> = {
	"metadata that is no JSON": "UPDATE objects SET metadata = '{'",
	"metadata that is no map": "UPDATE objects SET metadata = '[]'",
	"a number in the metadata": `UPDATE objects SET metadata = '{"a":1}'`,
	"a time that is none": "UPDATE objects SET expires_ms = 'soon'",
	"other bytes": "UPDATE objects SET bytes = bytes + 1",
	"another time": "UPDATE objects SET created_ms = created_ms + 1",
	"another key": "UPDATE objects SET key = 'other'",
	"rows that are none": "UPDATE objects SET rows = 'many'",
};

test.each(Object.entries(rows))(
	"a row with %s counts as lost, and only that one",
	async (_, update) => {
		await using shelf = temporaryShelf();
		await putOne(shelf);
		const first = await shelf.serve();
		const client = await LineClient.greet(shelf.directory);
		await put(client, { key: "sound", ...asked });
		await client[Symbol.asyncDispose]();
		await first.stop();
		change(shelf, `${update} WHERE key = 'k'`);
		expect(await statAfterStart(shelf)).toMatchObject({ rows: 10, ...plain });
		await using again = await LineClient.greet(shelf.directory);
		expect(await again.ok("stat", { key: "sound" })).toMatchObject({
			pinned: true,
			metadata: asked.metadata,
		});
		expect(shelf.warnings).toEqual([
			"Of 1 objects only the files are known: if they had a ttl, a pin or metadata, that is lost",
		]);
	},
);

test("rows without a file are dropped, and no row is left after a delete", async () => {
	await using shelf = temporaryShelf();
	await putOne(shelf);
	rmSync(join(shelf.directory, shelfNames.objects, "k@1.arrow"));
	const daemon = await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.code("stat", { key: "k" })).toBe("not_found");
	await put(client, { key: "other", ...asked });
	await client.ok("delete", { key: "other" });
	await daemon.stop();
	using database = new Database(catalogOf(shelf));
	expect(database.query("SELECT key FROM objects").all()).toEqual([]);
	expect(shelf.warnings).toEqual([]);
});
