import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Channel } from "../../src/client/channel.ts";
import { Shelf } from "../../src/client/shelf.ts";
import { WarmLeases, type WarmOptions } from "../../src/client/warm-leases.ts";
import { shelfNames, socketPath } from "../../src/config.ts";
import { NotFoundError } from "../../src/errors.ts";
import { protocolVersion } from "../../src/protocol/version.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { isInUse } from "./in-use.ts";
import { testShelf } from "./test-shelf.ts";

const asChild = daemonKinds[1];
const table = (from: number) => ({ from: Int32Array.of(from) });

/** Keys that are held, and how, in order. */
async function held(shelf: Shelf): Promise<string[]> {
	const { holders } = await shelf.usage();
	return holders.map(({ key, holds }) => `${key} ${holds}`).sort();
}

/** A connection that keeps leases as is said. */
async function connectWith(dir: string, options: WarmOptions): Promise<Shelf> {
	const channel = await Channel.open(socketPath(dir));
	const { pid } = process;
	const hello = { protocol: protocolVersion, client: "test", pid };
	await channel.request("hello", hello);
	WarmLeases.of(channel, options);
	return new Shelf(channel, dir);
}

/** Has another process replace a key while this one stands still. */
function change(dir: string, key: string): void {
	const { exitCode } = Bun.spawnSync(
		[
			process.execPath,
			join(import.meta.dir, "../fixtures/client/changer.ts"),
			dir,
			key,
		],
		{ stderr: "inherit" },
	);
	expect(exitCode).toBe(0);
}

test("a kept key is got without asking the daemon, each time as a new lease", async () => {
	await using own = await testShelf(asChild);
	const { shelf } = own;
	await shelf.put(table(1), { key: "k" });
	const first = await shelf.get("k");
	const parsed = first.table;
	first[Symbol.dispose]();
	const { pid } = await shelf.health();
	process.kill(pid, "SIGSTOP");
	try {
		using second = await shelf.get("k");
		using third = await shelf.get("k");
		using bytes = await shelf.open("k");
		expect(second).not.toBe(first);
		expect(second.table).toBe(parsed);
		expect(third.table).toBe(parsed);
		expect(bytes.bytes).toEqual(second.bytes);
		expect(second.table.getChild("from")?.get(0)).toBe(1);
	} finally {
		process.kill(pid, "SIGCONT");
	}
	expect(await held(shelf)).toEqual(["k cached"]);
	expect((await shelf.stat("k")).leases).toBe(1);
});

test("what was let go is shown as cached, and is empty once it is taken back", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(table(1), { key: "k" });
	const lease = await shelf.get("k");
	expect(await held(shelf)).toEqual(["k lease"]);
	lease[Symbol.dispose]();
	lease[Symbol.dispose]();
	expect(await held(shelf)).toEqual(["k cached"]);
	expect(lease.bytes.length).toBe(lease.byteLength);
	await shelf.delete("k");
	await until(() => lease.bytes.length === 0);
	await until(async () => (await shelf.usage()).used === 0);
	expect(own.segments()).toEqual([]);
});

test("get() sees at once what another connection has replaced or deleted", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await using other = await own.connect();
	const from = async () => {
		using lease = await shelf.get("k");
		return lease.table.getChild("from")?.get(0);
	};
	for (const round of [1, 2, 3]) {
		await other.put(table(round), { key: "k", replace: true });
		expect(await from()).toBe(round);
		expect(await from()).toBe(round);
	}
	await other.delete("k");
	expect(await failure(shelf.get("k"))).toBeInstanceOf(NotFoundError);
	await until(async () => (await other.usage()).used === 0);
});

test("a change between an answer and its being read makes it old", async () => {
	await using own = await testShelf(asChild);
	const { shelf } = own;
	await shelf.put(table(1), { key: "k" });
	await shelf.put(table(1), { key: "first" });
	(await shelf.get("first"))[Symbol.dispose]();
	const asking = shelf.get("k");
	// Its answer waits in the socket: this process stands still.
	change(own.directory, "k");
	(await asking)[Symbol.dispose]();
	using lease = await shelf.get("k");
	expect(lease.version).toBe(2);
});

test("a lease in use is given back when it is let go, not when it is asked for", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await using other = await own.connect();
	await shelf.put(table(1), { key: "k" });
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
	await shelf.put(table(1), { key: "k" });
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
	await shelf.put(table(1), { key: "k" });
	await using keeper = startChild("client/keeper.ts", own.directory, "k");
	await keeper.line();
	await keeper.kill();
	await until(async () => (await shelf.usage()).leases === 0);
	await shelf.delete("k");
	await until(async () => (await shelf.usage()).used === 0);
});

test("what nobody uses for a while is given back", async () => {
	await using own = await testShelf();
	await own.shelf.put(table(1), { key: "k" });
	await own.shelf.put(table(1), { key: "used" });
	await using shelf = await connectWith(own.directory, { idleMs: 20 });
	using _used = await shelf.get("used");
	for (const _round of [1, 2]) {
		(await shelf.get("k"))[Symbol.dispose]();
		await until(async () => (await own.shelf.usage()).leases === 1);
		expect(await held(own.shelf)).toEqual(["used lease"]);
	}
});

test("of more than may be kept, the longest unused goes first", async () => {
	await using own = await testShelf();
	for (const key of ["a", "b", "c", "d"])
		await own.shelf.put(table(1), { key });
	await using shelf = await connectWith(own.directory, { count: 2 });
	using _d = await shelf.get("d");
	for (const key of ["a", "b", "a", "c"]) {
		(await shelf.get(key))[Symbol.dispose]();
	}
	await shelf.health();
	expect(await held(own.shelf)).toEqual(["a cached", "c cached", "d lease"]);
});

test("a tight loop of warm gets lets timers run and gives back what is asked for", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(table(1), { key: "k" });
	await shelf.put(table(1), { key: "other" });
	await using loop = startChild(
		"client/tight-loop.ts",
		own.directory,
		"k",
		"other",
	);
	expect(await loop.line()).toBe("timer");
	await shelf.delete("other");
	await until(async () => {
		const { holders } = await shelf.usage();
		return holders.every(({ key }) => key === "k");
	});
	expect(await loop.end()).toBe(0);
});

test("nothing is kept beyond the connection, and live leases stay good", async () => {
	await using own = await testShelf(asChild);
	await using shelf = await own.connect();
	await shelf.put(table(1), { key: "k" });
	await shelf.put(table(2), { key: "l" });
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

test("a daemon that was killed and started anew leaves no old answer", async () => {
	await using own = await testShelf(asChild);
	await using shelf = await own.connect();
	await shelf.put(table(1), { key: "k" });
	(await shelf.get("k"))[Symbol.dispose]();
	const { pid } = await shelf.health();
	process.kill(pid, "SIGKILL");
	// From here on nothing is awaited: this process is not told of the end.
	change(own.directory, "k");
	expect(shelf.connected).toBe(true);
	expect(await failure(shelf.get("k"))).toHaveProperty(
		"code",
		"connection_lost",
	);
	await using anew = await own.connect();
	using lease = await anew.get("k");
	expect(lease.version).toBe(2);
});

test("without a file that tells of changes nothing is kept", async () => {
	await using own = await testShelf();
	rmSync(join(own.directory, shelfNames.epoch));
	const { shelf } = own;
	await shelf.put(table(1), { key: "k" });
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
	await shelf.put(table(1), { key: "k" });
	const lease = await shelf.get("k", { version: 1 });
	lease[Symbol.dispose]();
	expect(lease.bytes.length).toBe(0);
	await until(async () => (await shelf.usage()).leases === 0);
	expect(await isInUse(shelf)).toBe(false);
});

test("no process reads what is older than the last change acknowledged before", async () => {
	await using own = await testShelf(asChild);
	const { shelf } = own;
	const file = join(own.directory, "acknowledged");
	await Bun.write(file, new Uint8Array(64));
	const shared = new Int32Array(Bun.mmap(file).buffer);
	await shelf.put(table(0), { key: "k" });
	const readers = [1, 2].map((reader) =>
		startChild("client/warm-reader.ts", own.directory, "k", file, `${reader}`),
	);
	await using ends = new AsyncDisposableStack();
	for (const reader of readers) ends.use(reader);
	/** Both have got the key several times since: from what they keep. */
	async function haveRead(): Promise<void> {
		const before = [1, 2].map((reader) => Atomics.load(shared, reader));
		await until(() =>
			[1, 2].every(
				(reader, at) => Atomics.load(shared, reader) > (before[at] ?? 0) + 4,
			),
		);
	}
	for (let change = 1; change <= 60; change += 1) {
		await haveRead();
		if (change % 3 === 0) await shelf.delete("k");
		else await shelf.put(table(change), { key: "k", replace: true });
		Atomics.store(shared, 0, change);
	}
	await haveRead();
	Atomics.store(shared, 0, -1);
	for (const reader of readers) expect(await reader.line()).toBe("warm true");
	for (const reader of readers) expect(await reader.end()).toBe(0);
	await shelf.deleteAll();
	await until(async () => (await shelf.usage()).used === 0);
});
