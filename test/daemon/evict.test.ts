import { expect, test } from "bun:test";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

const MB = 1_000_000;
const table = () => tableFile(120_000); // just below 1 MB

async function keysOf(client: LineClient): Promise<string[]> {
	const { objects } = await client.ok("list");
	return objects.map(({ key }: { key: string }) => key);
}

test("evict drops what was not used for longest, and announces it", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 3 * MB, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	await using watcher = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c"]) await putTable(client, { key }, table());
	const { lease } = await client.ok("get", { key: "a" });
	await client.ok("release", { lease });
	await watcher.ok("watch");
	await putTable(client, { key: "d" }, table());
	expect(await keysOf(client)).toEqual(["a", "c", "d"]);
	expect(await watcher.event()).toMatchObject({
		type: "evict",
		key: "b",
		version: 1,
		sequence: 1,
	});
	expect(await watcher.event()).toMatchObject({ type: "put", key: "d" });
	await putTable(client, { key: "e" }, table());
	expect(await keysOf(client)).toEqual(["a", "d", "e"]);
});

test("evict leaves what is leased, and drops nothing in vain", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 3 * MB, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c"]) await putTable(client, { key }, table());
	await client.ok("get", { key: "a" });
	const fields = { key: "big", kind: "table" };
	expect(await client.code("create", { ...fields, bytes: 2.5 * MB })).toBe(
		"out_of_memory",
	);
	expect(await keysOf(client)).toEqual(["a", "b", "c"]);
	await client.ok("create", { ...fields, bytes: 1.9 * MB });
	expect(await keysOf(client)).toEqual(["a"]);
	expect(await client.code("create", { ...fields, bytes: 4 * MB })).toBe(
		"out_of_memory",
	);
	expect(await keysOf(client)).toEqual(["a"]);
});

test("evict drops nothing for room that only a lease in use could give", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 3 * MB, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	await using reader = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c"]) await putTable(client, { key }, table());
	// Said to be kept only; but asked for it, the reader does not give it back.
	const { lease } = await reader.ok("get", { key: "a" });
	await reader.ok("release", { lease, keep: true });
	const fields = { key: "big", kind: "table", bytes: 2.5 * MB };
	expect(await client.code("create", fields)).toBe("out_of_memory");
	expect(await keysOf(client)).toEqual(["a", "b", "c"]);
	const { holders } = await client.ok("usage");
	expect(holders).toMatchObject([{ key: "a", holds: "lease" }]);
});

test("creates at once that all need room evict no more than they need", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 6 * MB, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c", "d", "e", "f"]) {
		await putTable(client, { key }, table());
	}
	for (let id = 100; id < 103; id += 1) {
		client.send(`{"id":${id},"op":"create","kind":"table","bytes":${MB}}\n`);
	}
	for (let at = 0; at < 3; at += 1) {
		expect((await client.next())?.error).toBeUndefined();
	}
	expect(await keysOf(client)).toEqual(["d", "e", "f"]);
	const { used, pending, recycled, free } = await client.ok("usage");
	expect(pending).toBe(3 * MB);
	expect(used + pending + recycled + free).toBe(6 * MB);
});

test("create and extend give less than was wished, rather than evict for it", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 6 * MB, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["a", "b", "c"]) await putTable(client, { key }, table());
	const wish = { kind: "table", bytes: 5 * MB, least: MB };
	const { segment, bytes } = await client.ok("create", wish);
	expect(bytes).toBeGreaterThanOrEqual(MB);
	expect(bytes).toBeLessThan(2.6 * MB);
	expect(await client.ok("usage")).toMatchObject({ pending: bytes });
	const extended = await client.ok("extend", {
		segment,
		bytes: 9 * MB,
		least: bytes + 1000,
	});
	expect(extended.bytes).toBeGreaterThanOrEqual(bytes + 1000);
	expect(await client.ok("usage")).toMatchObject({ pending: extended.bytes });
	expect(await keysOf(client)).toEqual(["a", "b", "c"]);
	// What is needed is made room for.
	const more = { segment, bytes: 9 * MB, least: 4.5 * MB };
	const grown = await client.ok("extend", more);
	expect(grown.bytes).toBeGreaterThanOrEqual(4.5 * MB);
	expect(grown.bytes).toBeLessThan(5.1 * MB);
	expect(await keysOf(client)).toEqual(["c"]);
	const never = { segment, bytes: 9 * MB, least: 7 * MB };
	expect(await client.code("extend", never)).toBe("out_of_memory");
	expect(await keysOf(client)).toEqual(["c"]);
});
