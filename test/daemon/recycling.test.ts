import { expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { balancedUsage } from "../helpers/balanced-usage.ts";
import { startChild } from "../helpers/child.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

const MB = 1_000_000;

async function inodeOf(client: LineClient, key: string): Promise<number> {
	const { lease, path } = await client.ok("get", { key });
	await client.ok("release", { lease });
	return statSync(path).ino;
}

async function recycled(client: LineClient, bytes: number): Promise<void> {
	await until(async () => {
		const usage = await balancedUsage(client);
		return usage.recycled === bytes && usage.used === 0;
	});
}

test("a freed segment that nobody sees serves the next put, cut to its size", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 100 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "a" }, tableFile(100_000));
	const inode = await inodeOf(client, "a");
	await client.ok("delete", { key: "a" });
	await recycled(client, bytes);
	expect(shelf.recycled()).toHaveLength(1);
	const layout = tableFile(90_000, 7);
	const sealed = await putTable(client, { key: "b" }, layout);
	expect(sealed).toMatchObject({ bytes: layout.byteLength, rows: 90_000 });
	expect(await inodeOf(client, "b")).toBe(inode);
	expect(await balancedUsage(client)).toMatchObject({
		used: layout.byteLength,
		recycled: 0,
	});
	expect(shelf.recycled()).toEqual([]);
});

test("a freed segment that is too short grows for the next put", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 100 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "a" }, tableFile(100_000));
	const inode = await inodeOf(client, "a");
	await client.ok("delete", { key: "a" });
	await recycled(client, bytes);
	const sealed = await putTable(client, { key: "b" }, tableFile(110_000));
	expect(sealed.rows).toBe(110_000);
	expect(await inodeOf(client, "b")).toBe(inode);
	await balancedUsage(client);
});

test.each([100_000, 90_000, 120_000])(
	"a reused segment sealed without being written shows no old table: %d rows",
	async (rows) => {
		await using shelf = temporaryShelf();
		await shelf.serve({ capacity: 100 * MB });
		await using client = await LineClient.greet(shelf.directory);
		const old = await putTable(client, { key: "a" }, tableFile(100_000));
		await client.ok("delete", { key: "a" });
		await recycled(client, old.bytes);
		const { segment, path } = await client.ok("create", {
			key: "b",
			kind: "table",
			bytes: tableFile(rows).byteLength,
		});
		const content = readFileSync(path);
		expect(content.subarray(0, 8).every((byte) => byte === 0)).toBe(true);
		expect(await client.code("seal", { segment })).toBe("invalid_table");
		expect(await client.code("get", { key: "b" })).toBe("not_found");
	},
);

test("a freed segment that another process has mapped is not reused", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 100 * MB });
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "a" }, tableFile(100_000));
	const { lease, path } = await client.ok("get", { key: "a" });
	const before = readFileSync(path);
	const { ino } = statSync(path);
	await using child = startChild("os/map-file.ts", path);
	await child.line();
	await client.ok("release", { lease });
	await client.ok("delete", { key: "a" });
	await recycled(client, 0);
	expect(shelf.recycled()).toEqual([]);
	await putTable(client, { key: "b" }, tableFile(100_000, 5));
	expect(await inodeOf(client, "b")).not.toBe(ino);
	// What the other process still sees is what it saw.
	expect(await child.end()).toBe(0);
	expect(await child.line()).toBe(String(Bun.hash.crc32(before)));
});

test("a segment that somebody opens after it was freed is not reused", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 100 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "a" }, tableFile(100_000));
	const inode = await inodeOf(client, "a");
	await client.ok("delete", { key: "a" });
	await recycled(client, bytes);
	const [name] = shelf.recycled();
	await using child = startChild(
		"os/map-file.ts",
		`${shelf.directory}/free/${name}`,
	);
	await child.line();
	await putTable(client, { key: "b" }, tableFile(100_000, 5));
	expect(await inodeOf(client, "b")).not.toBe(inode);
	await balancedUsage(client);
});

test("at most a quarter of the capacity is kept, the oldest goes first", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 12 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const inodes: number[] = [];
	for (const key of ["a", "b", "c", "d"]) {
		await putTable(client, { key }, tableFile(125_000));
		inodes.push(await inodeOf(client, key));
	}
	for (const key of ["a", "b", "c", "d"]) {
		await client.ok("delete", { key });
		const left = shelf.objects().length;
		await until(
			async () => (await balancedUsage(client)).used < (left + 1) * MB,
		);
	}
	await until(async () => (await balancedUsage(client)).recycled <= 3 * MB);
	const kept = shelf
		.recycled()
		.map((name) => statSync(`${shelf.directory}/free/${name}`).ino);
	expect(kept.sort()).toEqual(inodes.slice(2).sort());
});

test("a put right after a delete has its room, recycled or not", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 5 * MB });
	await using client = await LineClient.greet(shelf.directory);
	for (let round = 0; round < 20; round += 1) {
		// 0.3 of the capacity is not kept; 0.2 is.
		const rows = round % 2 === 0 ? 500_000 : 120_000;
		await putTable(client, { key: "k" }, tableFile(rows));
		await client.ok("delete", { key: "k" });
	}
	await balancedUsage(client);
});

test("what a killed daemon kept for its next puts is freed at start", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild({ capacity: 100 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "a" }, tableFile(100_000));
	await client.ok("delete", { key: "a" });
	await recycled(client, bytes);
	await child.kill();
	expect(shelf.recycled()).toHaveLength(1);
	await shelf.serve();
	expect(shelf.recycled()).toEqual([]);
});
