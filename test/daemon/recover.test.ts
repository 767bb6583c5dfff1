import { expect, test } from "bun:test";
import {
	closeSync,
	linkSync,
	openSync,
	readFileSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { startChild } from "../helpers/child.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("a daemon killed after create: the segment is freed", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	const { path } = await client.ok("create", { kind: "table", bytes: 9999 });
	writeSegment(path, tableFile(10));
	await child.kill();
	await client.closed;
	expect(shelf.segments()).toHaveLength(1);
	await shelf.serve();
	expect(shelf.segments()).toEqual([]);
	await using again = await LineClient.greet(shelf.directory);
	expect(await again.ok("list")).toEqual({ objects: [] });
	expect((await again.ok("usage")).used).toBe(0);
});

test("a daemon killed after seal: the object is there, with its times", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	const sealed = await putTable(client, { key: "k" });
	const before = await client.ok("get", { key: "k" });
	const { created } = await client.ok("stat", { key: "k" });
	await child.kill();
	await shelf.serve();
	await using again = await LineClient.greet(shelf.directory);
	expect(await again.ok("get", { key: "k" })).toEqual({ ...before, lease: 1 });
	expect(await again.ok("stat", { key: "k" })).toMatchObject({
		...sealed,
		created,
		leases: 1,
	});
	expect((await again.ok("usage")).used).toBe(sealed.bytes);
});

test("a daemon killed after a delete with a lease: it does not come back", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "gone" });
	await using reader = startChild(
		"daemon/hold.ts",
		shelf.directory,
		"lease",
		"gone",
	);
	await reader.line();
	await client.ok("delete", { key: "gone" });
	expect(shelf.segments()).toHaveLength(1);
	await child.kill();
	await shelf.serve();
	expect(shelf.segments()).toEqual([]);
	await using again = await LineClient.greet(shelf.directory);
	expect(await again.code("get", { key: "gone" })).toBe("not_found");
});

test("a daemon killed between a replace's two steps: the new version counts", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" }, tableFile(10));
	const old = await client.ok("get", { key: "k" });
	await putTable(client, { key: "k", replace: true }, tableFile(20));
	await child.kill();
	// As it would be, had the old name not been unlinked yet.
	linkSync(old.path, join(shelf.directory, "objects/k@1.arrow"));
	await shelf.serve();
	expect(shelf.objects()).toEqual(["k@2.arrow"]);
	expect(shelf.segments()).toHaveLength(1);
	await using again = await LineClient.greet(shelf.directory);
	expect(await again.ok("stat", { key: "k" })).toMatchObject({
		version: 2,
		rows: 20,
	});
});

test("a daemon killed anywhere in many replaces: what was answered is there", async () => {
	await using shelf = temporaryShelf();
	let acknowledged = 0;
	for (const count of [1, 2, 3, 5, 8, 13]) {
		const child = await shelf.serveChild();
		await using client = await LineClient.greet(shelf.directory);
		let killed: Promise<void> | undefined;
		for (let step = 0; ; step += 1) {
			// Not awaited: the kill meets whatever the daemon does then.
			if (step === count) killed = child.kill();
			const rows = 10 + acknowledged;
			const put = putTable(
				client,
				{ key: "k", replace: true },
				tableFile(rows),
			);
			const sealed = await put.catch(() => undefined);
			if (sealed === undefined) break;
			acknowledged = sealed.version;
			expect(sealed.rows).toBe(rows);
		}
		await killed;
	}
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { version, rows } = await client.ok("stat", { key: "k" });
	expect(version).toBeGreaterThanOrEqual(acknowledged);
	expect(rows).toBeGreaterThanOrEqual(10 + acknowledged - 1);
	expect(shelf.objects()).toEqual([`k@${version}.arrow`]);
	expect(shelf.segments()).toHaveLength(1);
});

test("a writer whose daemon was killed writes into the void", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	const { path } = await client.ok("create", { kind: "table", bytes: 9999 });
	const fd = openSync(path, "r+");
	await child.kill();
	await shelf.serve();
	writeSync(fd, new Uint8Array(9999));
	closeSync(fd);
	expect(shelf.segments()).toEqual([]);
});

test("a damaged object is left alone and warned about, and a put goes past it", async () => {
	await using shelf = temporaryShelf();
	const first = await shelf.serve();
	{
		await using client = await LineClient.greet(shelf.directory);
		await putTable(client, { key: "bad" });
		await putTable(client, { key: "good" });
	}
	await first.stop();
	const path = join(shelf.directory, "objects/bad@1.arrow");
	writeFileSync(path, "damage", { flag: "r+" });
	await shelf.serve();
	expect(shelf.warnings).toHaveLength(1);
	expect(shelf.warnings[0]).toContain("bad@1.arrow");
	await using client = await LineClient.greet(shelf.directory);
	expect((await client.ok("list")).objects).toMatchObject([{ key: "good" }]);
	expect(await client.code("get", { key: "bad" })).toBe("not_found");
	expect(await putTable(client, { key: "bad" })).toMatchObject({ version: 2 });
	expect(readFileSync(path, "utf8").startsWith("damage")).toBe(true);
});

test("a sound version below a damaged one counts", async () => {
	await using shelf = temporaryShelf();
	const first = await shelf.serve();
	{
		await using client = await LineClient.greet(shelf.directory);
		await putTable(client, { key: "k" });
	}
	await first.stop();
	writeFileSync(join(shelf.directory, "objects/k@2.arrow"), "damage");
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.ok("stat", { key: "k" })).toMatchObject({ version: 1 });
	await Bun.file(join(shelf.directory, "objects/k@2.arrow")).delete();
});

test("an object brought by hand is served", async () => {
	await using shelf = temporaryShelf();
	const first = await shelf.serve();
	await first.stop();
	const path = join(shelf.directory, "objects/mine@3.arrow");
	writeFileSync(path, "");
	writeSegment(path, tableFile(7));
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const lease = await client.ok("get", { key: "mine" });
	expect(lease).toMatchObject({ version: 3, rows: 7 });
	expect(readFileSync(lease.path).equals(readFileSync(path))).toBe(true);
	expect(shelf.segments()).toHaveLength(1);
});
