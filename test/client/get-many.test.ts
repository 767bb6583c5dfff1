import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Channel } from "../../src/client/channel.ts";
import { openTables } from "../../src/client/open-tables.ts";
import {
	CancelledError,
	InvalidTableError,
	NotFoundError,
	TimeoutError,
} from "../../src/errors.ts";
import protocol from "../fixtures/protocol.json";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { LineClient } from "../helpers/line-client.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { testShelf } from "./test-shelf.ts";

const x = Float64Array.of(1.5, 2.5);

test("getMany() waits for what another process puts, and gives the tables in order", async () => {
	await using own = await testShelf(daemonKinds[1]);
	const { shelf } = own;
	await shelf.put({ x }, { key: "mine" });
	const waiting = shelf.getMany(["theirs", "mine"], { timeoutMs: 60_000 });
	await using writer = startChild(
		"daemon/replacer.ts",
		own.directory,
		"theirs",
		"1",
	);
	const tables = await waiting;
	expect(tables.map(({ key }) => key)).toEqual(["theirs", "mine"]);
	expect(tables[0]?.table.numRows).toBe(100);
	expect(tables[1]?.table.getChild("x")?.toArray()).toEqual(x);
	expect((await shelf.usage()).leases).toBe(2);
	for (const table of tables) table[Symbol.dispose]();
	await until(async () => (await shelf.usage()).leases === 0);
	await writer.end();
});

test("getMany() gives all or none, and names what is missing", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "a" });
	const missing = { details: { keys: ["b"] } };
	const absent = await failure(shelf.getMany(["a", "b"]));
	expect(absent).toBeInstanceOf(NotFoundError);
	expect(absent).toMatchObject(missing);
	const late = await failure(shelf.getMany(["a", "b"], { timeoutMs: 0.5 }));
	expect(late).toBeInstanceOf(TimeoutError);
	expect(late).toMatchObject(missing);
	expect((await shelf.usage()).leases).toBe(0);
	expect(await shelf.getMany([])).toEqual([]);
});

test("getMany() ends with its signal, and leases nothing", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const controller = new AbortController();
	const options = { timeoutMs: 60_000, signal: controller.signal };
	const waiting = shelf.getMany(["k"], options);
	await shelf.health();
	controller.abort("enough");
	const error = await failure(waiting);
	expect(error).toBeInstanceOf(CancelledError);
	expect(error.cause).toBe("enough");
	expect(await failure(shelf.getMany(["k"], options))).toBeInstanceOf(
		CancelledError,
	);
	await shelf.put({ x }, { key: "k" });
	expect((await shelf.usage()).leases).toBe(0);
});

test("getMany() that is given up as the keys come gives them back", async () => {
	using directory = temporaryDirectory();
	const released = Promise.withResolvers<number>();
	const controller = new AbortController();
	let waiting = 0;
	/** Answers what waits when it is cancelled: too late. */
	function answer(peer: Bun.Socket, line: string): void {
		const { id, op, lease } = JSON.parse(line);
		if (op === "get_many") {
			waiting = id;
			controller.abort();
		} else if (op === "cancel") {
			const leases = [{ key: "k", lease: 7 }];
			peer.write(`${JSON.stringify({ id: waiting, ok: { leases } })}\n`);
			peer.write(`${JSON.stringify({ id, ok: { cancelled: false } })}\n`);
		} else {
			released.resolve(lease);
			peer.write(`${JSON.stringify({ id, ok: {} })}\n`);
		}
	}
	const server = Bun.listen({
		unix: directory.file("s"),
		socket: {
			data(peer, chunk) {
				const lines = chunk.toString().trim().split("\n");
				for (const line of lines) answer(peer, line);
			},
		},
	});
	const channel = await Channel.open(directory.file("s"));
	const { signal } = controller;
	const given = openTables(channel, ["k"], { timeoutMs: 60_000, signal });
	expect(await failure(given)).toBeInstanceOf(CancelledError);
	expect(await released.promise).toBe(7);
	channel.close();
	server.stop(true);
});

test("getMany() fails when the connection is closed while it waits", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const other = await own.connect();
	const waiting = other.getMany(["k"], { timeoutMs: 60_000 });
	await other.health();
	await other.close();
	expect(await failure(waiting)).toHaveProperty("code", "connection_lost");
	await until(async () => (await shelf.health()).connections === 1);
	await shelf.put({ x }, { key: "k" });
	expect((await shelf.usage()).leases).toBe(0);
});

test("getMany() of an index gives every lease back", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await using client = await LineClient.greet(own.directory);
	const bytes = Buffer.from(protocol.files.index, "base64");
	const { segment, path } = await client.ok("create", {
		key: "index",
		kind: "index",
		bytes: bytes.byteLength,
	});
	writeFileSync(path, bytes, { flag: "r+" });
	await client.ok("seal", { segment });
	for (const key of ["a", "b"]) await shelf.put({ x }, { key });
	const error = await failure(shelf.getMany(["a", "index", "b"]));
	expect(error).toBeInstanceOf(InvalidTableError);
	await until(async () => (await shelf.usage()).leases === 0);
});

test.each([
	["no key", ["*"], {}],
	["a key twice", ["a", "b", "a"], {}],
	["too many", Array.from({ length: 1001 }, (_, at) => `k${at}`), {}],
	["a time below 0", ["a"], { timeoutMs: -1 }],
	["a time that is none", ["a"], { timeoutMs: Number.NaN }],
	["a time beyond timers", ["a"], { timeoutMs: 2 ** 31 }],
])("getMany() refuses %s", async (_, keys, options) => {
	await using own = await testShelf();
	expect(await failure(own.shelf.getMany(keys, options))).toBeInstanceOf(
		RangeError,
	);
});
