import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { isInUse } from "./in-use.ts";
import { testShelf } from "./test-shelf.ts";
import { connectWith, heldKeys, tableFrom } from "./warm-shelf.ts";

const asChild = daemonKinds[1];

test("what was let go is shown as cached, and is empty once it is taken back", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	const lease = await shelf.get("k");
	expect(await heldKeys(shelf)).toEqual(["k lease"]);
	lease[Symbol.dispose]();
	lease[Symbol.dispose]();
	expect(await heldKeys(shelf)).toEqual(["k cached"]);
	expect(lease.bytes.length).toBe(lease.byteLength);
	await shelf.delete("k");
	await until(() => lease.bytes.length === 0);
	await until(async () => (await shelf.usage()).used === 0);
	expect(own.segments()).toEqual([]);
});

test("a lease in use is given back when it is let go, not when it is asked for", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await using other = await own.connect();
	await shelf.put(tableFrom(1), { key: "k" });
	(await shelf.get("k"))[Symbol.dispose]();
	const lease = await shelf.get("k");
	await other.delete("k");
	// Behind the revoke on the same connection.
	await shelf.health();
	expect(lease.table.getChild("from")?.get(0)).toBe(1);
	expect((await other.usage()).used).toBeGreaterThan(0);
	lease[Symbol.dispose]();
	expect(lease.bytes.length).toBe(0);
	await until(async () => (await other.usage()).used === 0);
});

test("an idle process gives back at once what others delete", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	await using keeper = startChild("client/keeper.ts", own.directory, "k");
	expect(await keeper.line()).toBe("kept");
	expect((await shelf.usage()).holders).toMatchObject([
		{ key: "k", pid: keeper.pid, holds: "cached" },
	]);
	await shelf.delete("k");
	await until(async () => (await shelf.usage()).used === 0);
	expect(await keeper.end()).toBe(0);
});

test("a process killed with -9 keeps nothing", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	await using keeper = startChild("client/keeper.ts", own.directory, "k");
	await keeper.line();
	await keeper.kill();
	await until(async () => (await shelf.usage()).leases === 0);
	await shelf.delete("k");
	await until(async () => (await shelf.usage()).used === 0);
});

test("what nobody uses for a while is given back", async () => {
	await using own = await testShelf();
	await own.shelf.put(tableFrom(1), { key: "k" });
	await own.shelf.put(tableFrom(1), { key: "used" });
	await using shelf = await connectWith(own.directory, { idleMs: 20 });
	using _used = await shelf.get("used");
	for (const _round of [1, 2]) {
		(await shelf.get("k"))[Symbol.dispose]();
		await until(async () => (await own.shelf.usage()).leases === 1);
		expect(await heldKeys(own.shelf)).toEqual(["used lease"]);
	}
});

test("of more than may be kept, the longest unused goes first", async () => {
	await using own = await testShelf();
	for (const key of ["a", "b", "c", "d"])
		await own.shelf.put(tableFrom(1), { key });
	await using shelf = await connectWith(own.directory, { count: 2 });
	using _d = await shelf.get("d");
	for (const key of ["a", "b", "a", "c"]) {
		(await shelf.get(key))[Symbol.dispose]();
	}
	await shelf.health();
	expect(await heldKeys(own.shelf)).toEqual([
		"a cached",
		"c cached",
		"d lease",
	]);
});

test("nothing is kept beyond the connection, and live leases stay good", async () => {
	await using own = await testShelf(asChild);
	await using shelf = await own.connect();
	await shelf.put(tableFrom(1), { key: "k" });
	await shelf.put(tableFrom(2), { key: "l" });
	const kept = await shelf.get("k");
	kept[Symbol.dispose]();
	(await shelf.get("l"))[Symbol.dispose]();
	const live = await shelf.get("l");
	const closing = shelf.close();
	expect(await failure(shelf.get("k"))).toHaveProperty(
		"code",
		"connection_lost",
	);
	await closing;
	expect(kept.bytes.length).toBe(0);
	expect(live.table.getChild("from")?.get(0)).toBe(2);
	live[Symbol.dispose]();
	expect(live.bytes.length).toBe(0);
	await until(async () => (await own.shelf.usage()).leases === 0);
});

test("without a file that tells of changes nothing is kept", async () => {
	await using own = await testShelf();
	rmSync(join(own.directory, shelfNames.epoch));
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	for (const _round of [1, 2]) {
		const lease = await shelf.get("k");
		expect(lease.table.getChild("from")?.get(0)).toBe(1);
		lease[Symbol.dispose]();
		expect(lease.bytes.length).toBe(0);
		await until(async () => (await shelf.usage()).leases === 0);
	}
});

test("a version that was asked for by number is not kept", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	const lease = await shelf.get("k", { version: 1 });
	lease[Symbol.dispose]();
	expect(lease.bytes.length).toBe(0);
	await until(async () => (await shelf.usage()).leases === 0);
	expect(await isInUse(shelf)).toBe(false);
});
