import { expect, test } from "bun:test";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { balancedUsage } from "../helpers/balanced-usage.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

const MB = 1_000_000;
const rows = 120_000; // just below 1 MB

/** A directory on a disk, removed with all it holds. */
function diskDirectory() {
	const path = mkdtempSync(join(tmpdir(), "as-spill-"));
	return {
		path,
		names: () => readdirSync(path).filter((name) => name !== "shelf"),
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}

/** The bytes of a leased version; the lease is given back. */
async function bytesOf(client: LineClient, key: string): Promise<number> {
	const { lease, path } = await client.ok("get", { key });
	const crc = Bun.hash.crc32(readFileSync(path));
	await client.ok("release", { lease });
	return crc;
}

test("spill moves what was not used for longest, and get brings it back", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	await shelf.serve({
		capacity: 3 * MB,
		whenFull: "spill",
		spillDirectory: disk.path,
	});
	await using client = await LineClient.greet(shelf.directory);
	await using watcher = await LineClient.greet(shelf.directory);
	const sums: Record<string, number> = {};
	for (const [at, key] of ["a", "b", "c"].entries()) {
		await putTable(client, { key }, tableFile(rows, at));
		sums[key] = await bytesOf(client, key);
	}
	const { created } = await client.ok("stat", { key: "a" });
	await watcher.ok("watch");
	await putTable(client, { key: "d" }, tableFile(rows, 3));
	expect(await watcher.event()).toMatchObject({ type: "spill", key: "a" });
	expect(await watcher.event()).toMatchObject({ type: "put", key: "d" });
	expect(disk.names()).toEqual(["a@1.arrow"]);
	expect(await client.ok("stat", { key: "a" })).toMatchObject({
		spilled: true,
		created,
	});
	expect((await balancedUsage(client)).spilled).toBeGreaterThan(0.9 * MB);
	const gets = await Promise.all(
		[1, 2, 3].map(async () => {
			await using other = await LineClient.greet(shelf.directory);
			return await bytesOf(other, "a");
		}),
	);
	expect(gets).toEqual([sums.a, sums.a, sums.a] as number[]);
	expect(await watcher.event()).toMatchObject({ type: "spill", key: "b" });
	expect(await watcher.event()).toMatchObject({ type: "restore", key: "a" });
	expect(await client.ok("stat", { key: "a" })).toMatchObject({
		spilled: false,
		created,
	});
	const { leases } = await client.ok("get_many", { keys: ["b", "c"] });
	expect(
		leases.map(({ path }: { path: string }) =>
			Bun.hash.crc32(readFileSync(path)),
		),
	).toEqual([sums.b, sums.c]);
	await balancedUsage(client);
});

test("delete and replace of a spilled object take its file from the disk", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	await shelf.serve({
		capacity: 2 * MB,
		whenFull: "spill",
		spillDirectory: disk.path,
	});
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c", "d"]) {
		await putTable(client, { key }, tableFile(rows));
	}
	expect(disk.names().sort()).toEqual(["a@1.arrow", "b@1.arrow"]);
	await client.ok("delete", { key: "a" });
	const replace = { key: "b", replace: true };
	expect(await putTable(client, replace, tableFile(10))).toMatchObject({
		version: 2,
	});
	await until(() => !disk.names().some((name) => /^[ab]@1|part$/.test(name)));
	expect(await client.code("get", { key: "a" })).toBe("not_found");
});

test("what is spilled is found again, also by a daemon after one that was killed", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	const options = {
		capacity: 3 * MB,
		whenFull: "spill",
		spillDirectory: disk.path,
	} as const;
	const keys = ["a", "b", "c", "d", "e", "f"];
	const sums = new Map<string, number>();
	for (let round = 0; round < 6; round += 1) {
		const child = await shelf.serveChild(options);
		await using client = await LineClient.greet(shelf.directory);
		if (round === 0) {
			for (const [at, key] of keys.entries()) {
				await putTable(client, { key }, tableFile(rows, at));
				sums.set(key, await bytesOf(client, key));
			}
		}
		const { objects } = await client.ok("list");
		expect(objects).toHaveLength(keys.length);
		for (const key of keys)
			expect(await bytesOf(client, key)).toBe(sums.get(key) as number);
		// What is moved is in both places for a moment.
		await until(
			() => disk.names().length + shelf.objects().length === keys.length,
		);
		// Each get moves something; the kill meets one of the moves.
		for (const [id, key] of keys.entries()) {
			client.send(`${JSON.stringify({ id: 1000 + id, op: "get", key })}\n`);
		}
		for (let at = 0; at < round % 3; at += 1) await client.next();
		await child.kill();
	}
});

test("two shelves do not spill to one directory", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	await using other = temporaryShelf();
	const options = { whenFull: "spill", spillDirectory: disk.path } as const;
	await shelf.serve(options);
	await expect(other.serve(options)).rejects.toMatchObject({ code: "exists" });
});

test("a daemon that is not told of the spill directory serves what lies there", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	const spill = { whenFull: "spill", spillDirectory: disk.path } as const;
	const first = await shelf.serve({ capacity: 2 * MB, ...spill });
	let sum = 0;
	{
		await using client = await LineClient.greet(shelf.directory);
		await putTable(client, { key: "a" }, tableFile(rows, 1));
		sum = await bytesOf(client, "a");
		await putTable(client, { key: "b" }, tableFile(rows, 2));
		await putTable(client, { key: "c" }, tableFile(rows, 3));
	}
	await first.stop();
	await shelf.serve({ capacity: 10 * MB });
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.ok("stat", { key: "a" })).toMatchObject({
		spilled: true,
	});
	expect(await bytesOf(client, "a")).toBe(sum);
	const health = await client.ok("health");
	expect(health).toMatchObject({ when_full: "reject", spill_dir: disk.path });
});

test("another spill directory is refused while objects lie in the first", async () => {
	using disk = diskDirectory();
	using other = diskDirectory();
	await using shelf = temporaryShelf();
	const whenFull = "spill";
	const first = await shelf.serve({
		capacity: 2 * MB,
		whenFull,
		spillDirectory: disk.path,
	});
	{
		await using client = await LineClient.greet(shelf.directory);
		for (const key of ["a", "b", "c"]) {
			await putTable(client, { key }, tableFile(rows));
		}
	}
	await first.stop();
	await expect(
		shelf.serve({ whenFull, spillDirectory: other.path }),
	).rejects.toMatchObject({ code: "exists" });
});

test("what lies in a spill directory that is missing for a time never comes back over a newer version", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	const spill = { whenFull: "spill", spillDirectory: disk.path } as const;
	const first = await shelf.serve({ capacity: 2 * MB, ...spill });
	{
		await using client = await LineClient.greet(shelf.directory);
		for (const replace of [false, true]) {
			await putTable(client, { key: "a", replace }, tableFile(rows, 1));
		}
		await putTable(client, { key: "b" }, tableFile(rows, 2));
		await putTable(client, { key: "c" }, tableFile(rows, 3));
	}
	await first.stop();
	const away = `${disk.path}-away`;
	renameSync(disk.path, away);
	const second = await shelf.serve({ capacity: 10 * MB });
	expect(shelf.warnings.join()).toContain("is not there");
	{
		await using client = await LineClient.greet(shelf.directory);
		const { version } = await putTable(client, { key: "a" }, tableFile(10, 4));
		expect(version).toBe(3);
	}
	await second.stop();
	renameSync(away, disk.path);
	await shelf.serve({ capacity: 10 * MB, ...spill });
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.ok("stat", { key: "a" })).toMatchObject({
		version: 3,
		rows: 10,
		spilled: false,
	});
});

test("get_many that waits goes on waiting for what is deleted while it is brought back", async () => {
	using disk = diskDirectory();
	await using shelf = temporaryShelf();
	const spill = { whenFull: "spill", spillDirectory: disk.path } as const;
	await shelf.serve({ capacity: 2 * MB, ...spill });
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c"]) {
		await putTable(client, { key }, tableFile(rows));
	}
	const get = { op: "get_many", keys: ["a"] };
	const lines = [
		{ id: 100, ...get, wait_ms: 60_000 },
		{ id: 101, ...get },
		{ id: 102, op: "delete", key: "a" },
	];
	client.send(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
	expect(await client.next()).toMatchObject({ id: 102, ok: { key: "a" } });
	const refused = { id: 101, error: { code: "not_found" } };
	expect(await client.next()).toMatchObject(refused);
	await using other = await LineClient.greet(shelf.directory);
	await putTable(other, { key: "a" }, tableFile(7));
	const leases = [{ key: "a", rows: 7 }];
	expect(await client.next()).toMatchObject({ id: 100, ok: { leases } });
});
