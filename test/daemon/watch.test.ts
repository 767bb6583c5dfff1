import { expect, test } from "bun:test";
import { limits } from "../../src/config.ts";
import { startChild } from "../helpers/child.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

test("a watch gets the changes of two writers in order, without gaps", async () => {
	await using shelf = temporaryShelf();
	await shelf.serveChild();
	await using watcher = await LineClient.greet(shelf.directory);
	await watcher.ok("watch", { pattern: "w*" });
	const puts = 99;
	const writers = ["w1", "w2", "other"].map((key) =>
		startChild("daemon/replacer.ts", shelf.directory, key, String(puts)),
	);
	const versions = new Map<string, number>();
	const types = new Map<string, number>();
	for (let sequence = 1; sequence <= 2 * (puts + 1); sequence += 1) {
		const event = await watcher.event();
		const { key = "", type = "", version } = event ?? {};
		expect(event?.sequence).toBe(sequence);
		const before = versions.get(key) ?? 0;
		// The version that goes is the last one that came.
		expect(version).toBe(type === "delete" ? before : before + 1);
		expect(type === "put").toBe(before === 0);
		versions.set(key, version ?? 0);
		types.set(type, (types.get(type) ?? 0) + 1);
	}
	expect(Object.fromEntries(versions)).toEqual({ w1: puts, w2: puts });
	expect(Object.fromEntries(types)).toEqual({
		put: 2,
		replace: 2 * (puts - 1),
		delete: 2,
	});
	for (const writer of writers) {
		expect(await writer.line()).toBe("done");
		expect(await writer.end()).toBe(0);
	}
});

test("a slow watcher is cut off and told; others, and its answers, go on", async () => {
	await using shelf = temporaryShelf();
	await shelf.serveChild();
	await using writer = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	await other.ok("watch", { pattern: "*" });
	const count = limits.watches;
	await using slow = startChild(
		"daemon/watcher.ts",
		shelf.directory,
		"*",
		String(count),
	);
	expect(await slow.line()).toBe("watching");
	process.kill(slow.pid, "SIGSTOP");
	// Each put is an event of 300 bytes and more for each of its watches.
	const key = "k".repeat(200);
	const puts = 60;
	for (let put = 0; put < puts; put += 1) {
		await putTable(writer, { key, replace: true });
		expect((await other.event())?.sequence).toBe(put + 1);
	}
	process.kill(slow.pid, "SIGCONT");
	const came: number[] = JSON.parse(await slow.line());
	expect(came).toHaveLength(count);
	expect(Math.max(...came)).toBeLessThan(puts);
	expect(Math.min(...came)).toBeGreaterThan(0);
	expect(await slow.line()).toBe("asked");
	expect(await slow.end()).toBe(0);
});

test("a watcher that is killed leaves nothing", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using watcher = startChild(
		"daemon/watcher.ts",
		shelf.directory,
		"*",
		"3",
	);
	await watcher.line();
	await watcher.kill();
	await until(async () => (await client.ok("health")).connections === 1);
	await putTable(client, { key: "k" });
	expect(shelf.warnings).toEqual([]);
});

test("a watch ends once, on its own connection, and only there", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	const { watch } = await client.ok("watch", { pattern: "k" });
	expect(await other.code("unwatch", { watch })).toBe("not_found");
	expect(await client.ok("unwatch", { watch })).toEqual({});
	expect(await client.code("unwatch", { watch })).toBe("not_found");
});

test("a connection has so many watches at once, and no more", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	for (let made = 0; made < limits.watches; made += 1) await client.ok("watch");
	expect((await client.ask("watch")).error).toMatchObject({
		code: "protocol",
		details: { limit: limits.watches, given: limits.watches + 1 },
	});
	await client.ok("unwatch", { watch: 1 });
	await client.ok("watch");
});

test("the answer to a watch comes before its first event", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" });
	client.send(
		'{"id":50,"op":"watch"}\n{"id":51,"op":"delete","key":"k"}\n{"id":52,"op":"unwatch","watch":1}\n',
	);
	expect(await client.next()).toEqual({ id: 50, ok: { watch: 1 } });
	expect((await client.event())?.type).toBe("delete");
	expect((await client.next())?.id).toBe(51);
	expect(await client.next()).toEqual({ id: 52, ok: {} });
});
