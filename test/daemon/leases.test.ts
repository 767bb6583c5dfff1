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
