import { expect, test } from "bun:test";
import { limits } from "../../src/config.ts";
import { protocolVersion } from "../../src/protocol/version.ts";
import { LineClient } from "../helpers/line-client.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("a request before hello is refused, and hello still works", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.open(shelf.directory);
	expect(await client.code("usage")).toBe("protocol");
	const hello = { protocol: protocolVersion, client: "test", pid: 1 };
	expect(await client.ok("hello", hello)).toMatchObject({
		protocol: protocolVersion,
		pid: process.pid,
		dir: shelf.directory,
	});
	expect(await client.code("hello", hello)).toBe("protocol");
	await client.ok("usage");
});

test("another protocol is refused with both named, and the connection closed", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.open(shelf.directory);
	const hello = { protocol: 999, client: "old", pid: 1 };
	const { error } = await client.ask("hello", hello);
	expect(error).toMatchObject({
		code: "version_mismatch",
		details: { theirs: 999, ours: protocolVersion },
	});
	await client.closed;
});

test("lines that are no JSON are refused one by one; the connection stays", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	client.send('garbage\n\n{"id":\n[]\n{"id":1,"op":"fly"}\n\xff\n');
	const answers = [];
	for (let count = 0; count < 6; count += 1) answers.push(await client.next());
	expect(answers.map((answer) => answer?.error?.code)).toEqual(
		Array(6).fill("protocol"),
	);
	expect(answers.map((answer) => answer?.id)).toEqual([
		null,
		null,
		null,
		null,
		1,
		null,
	]);
	await client.ok("usage");
});

test("a line that comes in pieces is one request", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	for (const piece of ['{"id":7', '7,"op":"usa', 'ge"}', "\n"]) {
		client.send(piece);
		// A round trip of another connection: the piece has arrived alone.
		await using other = await LineClient.greet(shelf.directory);
		await other.ok("health");
	}
	expect((await client.next())?.id).toBe(77);
});

test("half a line and a closed connection harm nobody", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	{
		await using client = await LineClient.greet(shelf.directory);
		client.send('{"id":1,"op":"del');
	}
	await using client = await LineClient.greet(shelf.directory);
	await client.ok("usage");
});

test.each([
	["in one line", `{"id":1,"op":"${"x".repeat(2 * 1024 * 1024)}"}\n`],
	["without an end", "x".repeat(limits.messageBytes)],
])(
	"a message over the limit (%s) is refused and the connection closed",
	async (_, text) => {
		await using shelf = temporaryShelf();
		await shelf.serve();
		await using client = await LineClient.greet(shelf.directory);
		client.send(text);
		const answer = await client.next();
		expect(answer).toMatchObject({
			id: null,
			error: {
				code: "message_too_large",
				details: { limit: limits.messageBytes },
			},
		});
		await client.closed;
		await using next = await LineClient.greet(shelf.directory);
		await next.ok("usage");
	},
);

test("an id that is still in use is refused without an id", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 100_000_000 });
	await using client = await LineClient.greet(shelf.directory);
	client.send(
		'{"id":9,"op":"create","kind":"table","bytes":50000000}\n{"id":9,"op":"usage"}\n',
	);
	const [first, second] = [await client.next(), await client.next()];
	expect(first).toMatchObject({ id: null, error: { code: "protocol" } });
	expect(second).toMatchObject({ id: 9, ok: { bytes: 50_000_000 } });
	// Answered, it is free again.
	client.send('{"id":9,"op":"usage"}\n');
	expect(await client.next()).toMatchObject({ id: 9, ok: { leases: 0 } });
});

test("a thousand requests at once are all answered", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const ids = Array.from({ length: 1000 }, (_, at) => 1000 + at);
	client.send(ids.map((id) => `{"id":${id},"op":"usage"}\n`).join(""));
	const answered = [];
	for (const _ of ids) answered.push((await client.next())?.id);
	expect(answered).toEqual(ids);
});
