import { expect, test } from "bun:test";
import { join } from "node:path";
import { NotFoundError } from "../../src/errors.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { testShelf } from "./test-shelf.ts";
import { heldKeys, tableFrom } from "./warm-shelf.ts";

const asChild = daemonKinds[1];

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
	await shelf.put(tableFrom(1), { key: "k" });
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
	expect(await heldKeys(shelf)).toEqual(["k cached"]);
	expect((await shelf.stat("k")).leases).toBe(1);
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
		await other.put(tableFrom(round), { key: "k", replace: true });
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
	await shelf.put(tableFrom(1), { key: "k" });
	await shelf.put(tableFrom(1), { key: "first" });
	(await shelf.get("first"))[Symbol.dispose]();
	const asking = shelf.get("k");
	// Its answer waits in the socket: this process stands still.
	change(own.directory, "k");
	(await asking)[Symbol.dispose]();
	using lease = await shelf.get("k");
	expect(lease.version).toBe(2);
});

test("a tight loop of warm gets lets timers run and gives back what is asked for", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(tableFrom(1), { key: "k" });
	await shelf.put(tableFrom(1), { key: "other" });
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

test("a daemon that was killed and started anew leaves no old answer", async () => {
	await using own = await testShelf(asChild);
	await using shelf = await own.connect();
	await shelf.put(tableFrom(1), { key: "k" });
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

test("no process reads what is older than the last change acknowledged before", async () => {
	await using own = await testShelf(asChild);
	const { shelf } = own;
	const file = join(own.directory, "acknowledged");
	await Bun.write(file, new Uint8Array(64));
	const shared = new Int32Array(Bun.mmap(file).buffer);
	await shelf.put(tableFrom(0), { key: "k" });
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
		else await shelf.put(tableFrom(change), { key: "k", replace: true });
		Atomics.store(shared, 0, change);
	}
	await haveRead();
	Atomics.store(shared, 0, -1);
	for (const reader of readers) expect(await reader.line()).toBe("warm true");
	for (const reader of readers) expect(await reader.end()).toBe(0);
	await shelf.deleteAll();
	await until(async () => (await shelf.usage()).used === 0);
});
