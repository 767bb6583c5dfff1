import { expect, test } from "bun:test";
import { limits } from "../../src/config.ts";
import { startChild } from "../helpers/child.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

/** Sends a request that will wait, without waiting for it. */
function send(client: LineClient, id: number, fields: object): void {
	client.send(`${JSON.stringify({ id, op: "get_many", ...fields })}\n`);
}

const long = { wait_ms: 60_000 };

test("get_many waits for a key, and a put of another connection releases it", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	await putTable(other, { key: "a" });
	send(client, 50, { keys: ["b", "a"], ...long });
	await client.ok("health");
	// Nothing is leased before all are there.
	expect((await other.ok("usage")).leases).toBe(0);
	await putTable(other, { key: "b" });
	const answer = await client.next();
	expect(answer?.id).toBe(50);
	expect(answer?.ok.leases).toMatchObject([
		{ key: "b", version: 1, lease: 1 },
		{ key: "a", version: 1, lease: 2 },
	]);
	for (const lease of [1, 2]) await client.ok("release", { lease });
	expect((await client.ok("usage")).leases).toBe(0);
});

test("get_many gives what is there in one moment: a key deleted meanwhile is waited for again", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	await putTable(other, { key: "a" });
	send(client, 50, { keys: ["a", "b"], ...long });
	await client.ok("health");
	await other.ok("delete", { key: "a" });
	await putTable(other, { key: "b" });
	await client.ok("health");
	await putTable(other, { key: "b", replace: true });
	await putTable(other, { key: "a" });
	// Already leased: what comes now is too late for it.
	await putTable(other, { key: "a", replace: true });
	expect((await client.next())?.ok.leases).toMatchObject([
		{ key: "a", version: 1 },
		{ key: "b", version: 2 },
	]);
});

test("get_many leases what is put and deleted in one breath", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	send(client, 50, { keys: ["k"], ...long });
	await client.ok("health");
	await putTable(other, { key: "k" });
	await other.ok("delete", { key: "k" });
	expect((await client.next())?.ok.leases).toMatchObject([{ key: "k" }]);
	expect((await other.ok("usage")).leases).toBe(1);
});

test("get_many says which keys did not come in time", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "a" });
	const keys = ["a", "b", "c", "d", "e"];
	const { error } = await client.ask("get_many", { keys, wait_ms: 20 });
	expect(error).toEqual({
		code: "timeout",
		message:
			'Waited 20 ms, and nothing is on the shelf as "b", "c", "d" and 1 more',
		details: { keys: ["b", "c", "d", "e"], wait_ms: 20 },
	});
	expect((await client.ok("usage")).leases).toBe(0);
	// It no longer waits.
	for (const key of keys.slice(1)) await putTable(client, { key });
	expect((await client.ok("usage")).leases).toBe(0);
});

test("cancel ends a request that waits, once, and only of its connection", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	send(client, 50, { keys: ["k"], ...long });
	await client.ok("health");
	const request = { request: 50 };
	expect(await other.ok("cancel", request)).toEqual({ cancelled: false });
	client.send('{"id":51,"op":"cancel","request":50}\n');
	const answers = [await client.next(), await client.next()];
	expect(answers).toContainEqual({ id: 51, ok: { cancelled: true } });
	expect(answers.find((answer) => answer?.id === 50)?.error?.code).toBe(
		"cancelled",
	);
	expect(await client.ok("cancel", request)).toEqual({ cancelled: false });
	await putTable(other, { key: "k" });
	expect((await client.ok("usage")).leases).toBe(0);
});

test("a client that is killed while it waits gets no lease", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using waiting = startChild(
		"daemon/hold.ts",
		shelf.directory,
		"wait",
		"k",
	);
	await waiting.line();
	await waiting.kill();
	await until(async () => (await client.ok("health")).connections === 1);
	await putTable(client, { key: "k" });
	expect((await client.ok("usage")).leases).toBe(0);
	expect(shelf.warnings).toEqual([]);
});

test("a daemon that ends does not wait for those who wait, and tells them", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	send(client, 50, { keys: ["k"], ...long });
	await client.ok("health");
	await daemon.stop();
	expect(await client.next()).toMatchObject({
		id: 50,
		error: { code: "connection_lost" },
	});
	await client.closed;
});

test("so many requests of a connection wait at once, and no more", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	for (let id = 0; id <= limits.waits; id += 1) {
		send(client, 1000 + id, { keys: ["k"], ...long });
	}
	expect(await client.next()).toMatchObject({
		id: 1000 + limits.waits,
		error: { code: "protocol", details: { limit: limits.waits } },
	});
	await putTable(other, { key: "k" });
	for (let id = 0; id < limits.waits; id += 1) {
		expect((await client.next())?.id).toBe(1000 + id);
	}
});
