import { expect, test } from "bun:test";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

const MB = 1_000_000;

test("create says what is needed, what is free, and who has the rest", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 10 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const big = await putTable(client, { key: "big" }, tableFile(500_000));
	await putTable(client, { key: "small" }, tableFile(10));
	await client.ok("get", { key: "big" });
	const { error } = await client.ask("create", {
		key: "new",
		kind: "table",
		bytes: 8 * MB,
	});
	const { free } = await client.ok("usage");
	expect(error).toMatchObject({
		code: "out_of_memory",
		details: { needed: 8 * MB, free, capacity: 10 * MB },
	});
	expect(error?.details.holders[0]).toMatchObject({
		key: "big",
		version: 1,
		bytes: big.bytes,
		processes: [{ pid: process.pid }],
	});
	expect(error?.details.holders).toHaveLength(2);
	expect(error?.message).toContain('Cannot reserve 7.6 MiB for "new"');
	expect(error?.message).toContain(`"big" (3.8 MiB, held by `);
});

test("creates at once are never given more than there is", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 10 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const count = 40;
	for (let id = 100; id < 100 + count; id += 1) {
		client.send(
			`{"id":${id},"op":"create","kind":"table","bytes":${3 * MB}}\n`,
		);
	}
	const outcomes: (string | undefined)[] = [];
	for (let at = 0; at < count; at += 1) {
		outcomes.push((await client.next())?.error?.code);
	}
	expect(outcomes.filter((code) => code === undefined)).toHaveLength(3);
	expect(outcomes.filter((code) => code === "out_of_memory")).toHaveLength(37);
	expect(await client.ok("usage")).toMatchObject({
		pending: 9 * MB,
		free: MB,
		used: 0,
	});
	expect(shelf.segments()).toHaveLength(3);
});

test("extend past the capacity fails and leaves the segment as it was", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 10 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { segment } = await client.ok("create", { kind: "table", bytes: MB });
	expect(await client.code("extend", { segment, bytes: 11 * MB })).toBe(
		"out_of_memory",
	);
	expect(await client.ok("usage")).toMatchObject({ pending: MB });
	await client.ok("extend", { segment, bytes: 10 * MB });
});

test("create refuses what the machine does not have, whatever the capacity", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: Number.MAX_SAFE_INTEGER });
	await using client = await LineClient.greet(shelf.directory);
	const { error } = await client.ask("create", {
		kind: "table",
		bytes: 2 ** 50,
	});
	expect(error?.code).toBe("out_of_memory");
	expect(error?.message).toContain("the shelf has room, but the machine has");
	expect(await client.ok("usage")).toMatchObject({ pending: 0 });
	expect(shelf.segments()).toEqual([]);
});

test("a connection that closes while its creates are under way frees them", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 1000 * MB });
	await using watcher = await LineClient.greet(shelf.directory);
	{
		await using client = await LineClient.greet(shelf.directory);
		for (let id = 100; id < 110; id += 1) {
			client.send(
				`{"id":${id},"op":"create","kind":"table","bytes":${20 * MB}}\n`,
			);
		}
	}
	await until(async () => {
		const { connections } = await watcher.ok("health");
		return connections === 1 && (await watcher.ok("usage")).pending === 0;
	});
	expect(shelf.segments()).toEqual([]);
});

test("usage names the largest holders first, readers and writers", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 10 * MB });
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "k" });
	await client.ok("get", { key: "k" });
	await client.ok("get", { key: "k" });
	await client.ok("create", { key: "w", kind: "table", bytes: MB });
	const { holders, leases, loop_delay_ms, ...usage } = await client.ok("usage");
	expect(loop_delay_ms.count).toBeGreaterThanOrEqual(0);
	expect(usage).toEqual({
		capacity: 10 * MB,
		used: bytes,
		pending: MB,
		free: 9 * MB - bytes,
		recycled: 0,
		spilled: 0,
		objects: 1,
	});
	expect(leases).toBe(2);
	expect(holders).toMatchObject([
		{ key: "w", version: 0, bytes: MB, pid: process.pid, holds: "pending" },
		{ key: "k", version: 1, bytes, pid: process.pid, holds: "lease" },
	]);
	expect(holders[0].command).not.toBe("?");
});
