import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { startChild } from "../helpers/child.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

test("delete takes the name at once, and the memory after the last lease", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(client, { key: "k" });
	const first = await client.ok("get", { key: "k" });
	const second = await other.ok("get", { key: "k" });
	expect(await client.ok("delete", { key: "k" })).toEqual({
		key: "k",
		version: 1,
	});
	expect(await client.code("get", { key: "k" })).toBe("not_found");
	expect(await client.code("delete", { key: "k" })).toBe("not_found");
	expect(shelf.objects()).toEqual([]);
	await client.ok("release", { lease: first.lease });
	expect(await client.ok("usage")).toMatchObject({
		used: bytes,
		leases: 1,
		objects: 0,
	});
	expect(readFileSync(second.path).byteLength).toBe(bytes);
	await other.ok("release", { lease: second.lease });
	await until(async () => (await client.ok("usage")).used === 0);
	expect(shelf.segments()).toEqual([]);
});

test("a lease ends once, and only on its own connection", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" });
	const { lease } = await client.ok("get", { key: "k" });
	expect(await other.code("release", { lease })).toBe("not_found");
	expect(await client.ok("release", { lease })).toEqual({});
	expect(await client.code("release", { lease })).toBe("not_found");
	expect((await client.ok("usage")).leases).toBe(0);
});

test("a reader that is killed gives its lease back", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" });
	await using reader = startChild(
		"daemon/hold.ts",
		shelf.directory,
		"lease",
		"k",
	);
	await reader.line();
	expect((await client.ok("usage")).holders).toMatchObject([
		{ key: "k", pid: reader.pid, holds: "lease" },
	]);
	await client.ok("delete", { key: "k" });
	expect(shelf.segments()).toHaveLength(1);
	await reader.kill();
	await until(async () => (await client.ok("usage")).used === 0);
	expect(shelf.segments()).toEqual([]);
});

test.each(["pending", "writing"])(
	"a writer that is killed (%s) leaves nothing",
	async (what) => {
		await using shelf = temporaryShelf();
		await shelf.serve();
		await using client = await LineClient.greet(shelf.directory);
		await using writer = startChild(
			"daemon/hold.ts",
			shelf.directory,
			what,
			"k",
		);
		await writer.line();
		expect((await client.ok("usage")).pending).toBe(1_000_000);
		await writer.kill();
		await until(async () => (await client.ok("usage")).pending === 0);
		expect(shelf.segments()).toEqual([]);
		expect(await client.ok("list")).toEqual({ objects: [] });
	},
);

test("a lease that is kept stays, as cached, until it is released", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" });
	const kept = await client.ok("get", { key: "k" });
	expect(await other.code("release", { lease: kept.lease, keep: true })).toBe(
		"not_found",
	);
	await client.ok("release", { lease: kept.lease, keep: true });
	await client.ok("release", { lease: kept.lease, keep: true });
	expect(await client.ok("usage")).toMatchObject({
		leases: 1,
		holders: [{ key: "k", holds: "cached" }],
	});
	expect(await client.ok("stat", { key: "k" })).toMatchObject({ leases: 1 });
	// Of one process that reads and keeps a version, the reading counts.
	const { lease } = await client.ok("get", { key: "k" });
	const { leases, holders } = await client.ok("usage");
	expect([leases, holders.length, holders[0].holds]).toEqual([2, 1, "lease"]);
	await client.ok("release", { lease });
	await client.ok("release", { lease: kept.lease });
	expect((await client.ok("usage")).holders).toEqual([]);
});

test("only cached leases are asked for, once, when their version goes", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using writer = await LineClient.greet(shelf.directory);
	await using reader = await LineClient.greet(shelf.directory);
	await putTable(writer, { key: "k" });
	await putTable(writer, { key: "l" });
	const used = await reader.ok("get", { key: "k" });
	const kept = await reader.ok("get", { key: "k" });
	const next = await reader.ok("get", { key: "l" });
	await reader.ok("release", { lease: kept.lease, keep: true });
	await reader.ok("release", { lease: next.lease, keep: true });
	await putTable(writer, { key: "k", replace: true });
	const revoked = { lease: kept.lease, key: "k", version: 1 };
	expect(await reader.revoke()).toEqual(revoked);
	// Kept after its version went: asked for at once, and not ended.
	await reader.ok("release", { lease: used.lease, keep: true });
	expect((await reader.revoke())?.lease).toBe(used.lease);
	expect((await writer.ok("usage")).leases).toBe(3);
	await reader.ok("release", { lease: kept.lease, keep: true });
	await writer.ok("delete", { key: "l" });
	// The next one in line: nothing was asked for twice.
	expect(await reader.revoke()).toMatchObject({ lease: next.lease, key: "l" });
	for (const { lease } of [used, kept, next]) {
		await reader.ok("release", { lease });
	}
	await until(async () => (await writer.ok("usage")).objects === 1);
	await until(() => shelf.segments().length === 1);
	expect((await writer.ok("usage")).leases).toBe(0);
});

test("a client that does not answer a revoke keeps its lease, visibly", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using writer = await LineClient.greet(shelf.directory);
	const { bytes } = await putTable(writer, { key: "k" });
	{
		await using reader = await LineClient.greet(shelf.directory);
		const { lease } = await reader.ok("get", { key: "k" });
		await reader.ok("release", { lease, keep: true });
		await writer.ok("delete", { key: "k" });
		await reader.revoke();
		expect(await writer.ok("usage")).toMatchObject({
			used: bytes,
			holders: [{ key: "k", version: 1, holds: "cached" }],
		});
	}
	await until(async () => (await writer.ok("usage")).used === 0);
});

test("an object is used until its leases end", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" });
	const { lease } = await client.ok("get", { key: "k" });
	await client.ok("release", { lease, keep: true });
	const lastUsed = async () =>
		Date.parse((await client.ok("stat", { key: "k" })).last_used);
	const before = await lastUsed();
	await until(() => Date.now() > before);
	expect(await lastUsed()).toBe(before);
	await client.ok("release", { lease });
	expect(await lastUsed()).toBeGreaterThan(before);
});
