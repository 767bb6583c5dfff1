import { expect, test } from "bun:test";
import { Channel } from "../../src/client/channel.ts";
import { type ShelfEvent, Watch } from "../../src/client/watch.ts";
import { limits } from "../../src/config.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { testShelf } from "./test-shelf.ts";

const x = Float64Array.of(1.5);
const over = { value: undefined, done: true };

test("watch() gives what another process does, in order", async () => {
	await using own = await testShelf(daemonKinds[1]);
	const { shelf } = own;
	const watch = shelf.watch("w?");
	await watch.ready;
	await using writer = startChild(
		"daemon/replacer.ts",
		own.directory,
		"w1",
		"20",
	);
	const events: ShelfEvent[] = [];
	for await (const event of watch) {
		events.push(event);
		if (event.type === "delete") break;
	}
	expect(events.map((event) => "sequence" in event && event.sequence)).toEqual(
		Array.from({ length: 21 }, (_, at) => at + 1),
	);
	expect(events[0]).toEqual({
		type: "put",
		key: "w1",
		version: 1,
		kind: "table",
		bytes: expect.any(Number),
		sequence: 1,
	});
	expect(events[20]).toMatchObject({ type: "delete", version: 20 });
	// The loop was left: nothing more comes.
	expect(await watch.next()).toEqual(over as never);
	await writer.end();
});

test("watch() sees what its own connection does next, without waiting", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "k" });
	await using watch = shelf.watch();
	const deleted = shelf.delete("k");
	expect((await watch.next()).value).toMatchObject({ type: "delete" });
	await deleted;
});

test("two watches of one connection have their own patterns and numbers", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await using some = shelf.watch("a*");
	await using all = shelf.watch();
	for (const key of ["b", "a", "c"]) await shelf.put({ x }, { key });
	expect((await some.next()).value).toMatchObject({ key: "a", sequence: 1 });
	const keys = [await all.next(), await all.next(), await all.next()].map(
		({ value }) => value,
	);
	expect(keys).toMatchObject([{ key: "b" }, { key: "a" }, { key: "c" }]);
});

test("a watch ends with its signal, before, while and after it waits", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const controller = new AbortController();
	const { signal } = controller;
	const waiting = shelf.watch("*", { signal });
	const idle = shelf.watch("*", { signal });
	await Promise.all([waiting.ready, idle.ready]);
	await shelf.put({ x });
	expect((await waiting.next()).done).toBe(false);
	const next = waiting.next();
	controller.abort();
	expect(await next).toEqual(over as never);
	// What it held back goes, too.
	expect(await idle.next()).toEqual(over as never);
	expect(await shelf.watch("*", { signal }).next()).toEqual(over as never);
	await shelf.put({ x });
});

test("a watch ends with shelf.close(), whether it was confirmed or not", async () => {
	await using own = await testShelf();
	const shelf = await own.connect();
	const confirmed = shelf.watch();
	await confirmed.ready;
	const next = confirmed.next();
	const fresh = shelf.watch();
	await shelf.close();
	expect(await next).toEqual(over as never);
	expect(await fresh.next()).toEqual(over as never);
});

test("a lost connection is thrown once, after the events before it", async () => {
	await using own = await testShelf(daemonKinds[1]);
	const { shelf } = own;
	const watch = shelf.watch();
	const waiting = shelf.watch("never");
	await shelf.put({ x }, { key: "k" });
	const next = waiting.next();
	const { pid } = await shelf.health();
	process.kill(pid, "SIGKILL");
	expect(await failure(next)).toHaveProperty("code", "connection_lost");
	expect((await watch.next()).value).toMatchObject({ key: "k" });
	expect(await failure(watch.next())).toHaveProperty("code", "connection_lost");
	expect(await watch.next()).toEqual(over as never);
	const late = shelf.watch();
	expect(await failure(late.ready)).toHaveProperty("code", "connection_lost");
	expect(await failure(late.next())).toHaveProperty("code", "connection_lost");
});

test("watch() refuses a pattern that is no text", async () => {
	await using own = await testShelf();
	expect(() => own.shelf.watch(5 as never)).toThrow(TypeError);
});

/** A daemon that answers a watch and sends it so many events, then cut_off. */
function eventful(path: string, events: number, cutOff: boolean) {
	const lines = Array.from(
		{ length: events },
		(_, at) => `{"event":{"watch":1,"type":"put","sequence":${at + 1}}}\n`,
	);
	if (cutOff) {
		lines.push('{"event":{"watch":1,"type":"cut_off","missed":true}}\n');
	}
	const asked: string[] = [];
	let rest = Buffer.alloc(0);
	const server = Bun.listen({
		unix: path,
		socket: {
			data(peer, chunk) {
				for (const line of chunk.toString().trim().split("\n")) {
					const { id, op } = JSON.parse(line);
					asked.push(op);
					const ok = op === "watch" ? { watch: 1 } : {};
					const told = op === "watch" ? lines.join("") : "";
					const answer = `${JSON.stringify({ id, ok })}\n${told}`;
					rest = Buffer.concat([rest, Buffer.from(answer)]);
				}
				rest = rest.subarray(peer.write(rest));
			},
			drain(peer) {
				rest = rest.subarray(peer.write(rest));
			},
		},
	});
	return { asked, [Symbol.dispose]: () => server.stop(true) };
}

test("cut_off is the last event of a watch", async () => {
	using directory = temporaryDirectory();
	using daemon = eventful(directory.file("s"), 3, true);
	const channel = await Channel.open(directory.file("s"));
	const types: string[] = [];
	for await (const event of new Watch(channel, undefined, {})) {
		types.push(event.type);
	}
	expect(types).toEqual(["put", "put", "put", "cut_off"]);
	// The daemon has ended it already.
	await channel.request("health", {});
	expect(daemon.asked).toEqual(["watch", "health"]);
	channel.close();
});

test("a program that takes no events is cut off, and its memory kept", async () => {
	using directory = temporaryDirectory();
	const most = limits.watchBacklogEvents;
	using daemon = eventful(directory.file("s"), most + 10, false);
	const channel = await Channel.open(directory.file("s"));
	const watch = new Watch(channel, undefined, {});
	await watch.ready;
	// Its answer comes behind all events.
	await channel.request("health", {});
	let last: ShelfEvent | undefined;
	let count = 0;
	for await (const event of watch) {
		last = event;
		count += 1;
	}
	expect(count).toBe(most + 1);
	expect(last).toEqual({ type: "cut_off", missed: true });
	await channel.request("health", {});
	expect(daemon.asked).toContain("unwatch");
	channel.close();
});

test("a watch given up before it began is ended when it has", async () => {
	using directory = temporaryDirectory();
	using daemon = eventful(directory.file("s"), 3, false);
	const channel = await Channel.open(directory.file("s"));
	const watch = new Watch(channel, undefined, {});
	await watch.return();
	await watch.ready;
	expect(await watch.next()).toEqual(over as never);
	await channel.request("health", {});
	expect(daemon.asked).toEqual(["watch", "unwatch", "health"]);
	channel.close();
});
