import { expect, test } from "bun:test";
import { Channel } from "../../src/client/channel.ts";
import { ConnectionError, ProtocolError } from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

type Peer = Bun.Socket<undefined>;

/** A listener at `path` that gives each whole line to `answer`. */
function listen(path: string, answer: (line: string, peer: Peer) => void) {
	let rest = "";
	const server = Bun.listen({
		unix: path,
		socket: {
			data(peer, chunk) {
				const lines = (rest + chunk.toString()).split("\n");
				rest = lines.pop() ?? "";
				for (const line of lines) answer(line, peer);
			},
		},
	});
	return { [Symbol.dispose]: () => server.stop(true) };
}

function socketIn(directory: { file(name: string): string }): string {
	return directory.file("s");
}

const ok = (id: unknown, value: unknown = {}) =>
	`${JSON.stringify({ id, ok: value })}\n`;

test("Channel answers by id, in whatever order the daemon does", async () => {
	using directory = temporaryDirectory();
	const held: number[] = [];
	using _server = listen(socketIn(directory), (line, peer) => {
		held.push(JSON.parse(line).id);
		if (held.length === 3) {
			for (const id of held.reverse()) peer.write(ok(id, { deleted: id }));
		}
	});
	const channel = await Channel.open(socketIn(directory));
	const answers = await Promise.all(
		[1, 2, 3].map(() => channel.request("delete_all", {})),
	);
	expect(answers.map(({ deleted }) => deleted)).toEqual([1, 2, 3]);
	channel.close();
	await channel.closed;
});

test("Channel sends more than the socket takes at once, whole", async () => {
	using directory = temporaryDirectory();
	const key = "k".repeat(900_000);
	let whole = 0;
	using _server = listen(socketIn(directory), (line, peer) => {
		const request = JSON.parse(line);
		if (request.key === key) whole += 1;
		peer.write(ok(request.id));
	});
	const channel = await Channel.open(socketIn(directory));
	const requests = Array.from({ length: 12 }, () =>
		channel.request("stat", { key }),
	);
	await Promise.all(requests);
	expect(whole).toBe(12);
	channel.close();
});

test("Channel fails what waits, and what comes later, when the daemon goes", async () => {
	using directory = temporaryDirectory();
	using _server = listen(socketIn(directory), (line, peer) => {
		if (JSON.parse(line).op === "usage") peer.end();
	});
	const channel = await Channel.open(socketIn(directory));
	const waiting = channel.request("health", {});
	const last = channel.request("usage", {});
	const errors = await Promise.all([waiting, last].map(failure));
	errors.push(await failure(channel.request("health", {})));
	for (const error of errors) {
		expect(error).toBeInstanceOf(ConnectionError);
		expect(error).toHaveProperty("code", "connection_lost");
		expect(error.message).toContain("the daemon closed it");
	}
	expect(channel.isOpen).toBe(false);
	await channel.closed;
});

test("close() fails what waits, and says who closed", async () => {
	using directory = temporaryDirectory();
	using _server = listen(socketIn(directory), () => {});
	const channel = await Channel.open(socketIn(directory));
	const waiting = channel.request("health", {});
	channel.close();
	channel.close();
	expect((await failure(waiting)).message).toContain("by this process");
	await channel.closed;
});

test("a refusal without id is what every request fails with", async () => {
	using directory = temporaryDirectory();
	const error = { code: "forbidden", message: "Another user's shelf" };
	using _server = listen(socketIn(directory), (_line, peer) => {
		peer.end(`${JSON.stringify({ id: null, error })}\n`);
	});
	const channel = await Channel.open(socketIn(directory));
	const refused = await failure(channel.request("health", {}));
	expect(refused).toBeInstanceOf(ConnectionError);
	expect(refused).toMatchObject(error);
});

test.each([
	["text that is not JSON", "hello\n"],
	["an answer that nobody waits for", ok(99)],
	["a line that is not an object", "7\n"],
])("Channel ends with a ProtocolError at %s", async (_what, line) => {
	using directory = temporaryDirectory();
	using _server = listen(socketIn(directory), (_line, peer) => {
		peer.write(line);
	});
	const channel = await Channel.open(socketIn(directory));
	const error = await failure(channel.request("health", {}));
	expect(error).toBeInstanceOf(ProtocolError);
	expect(channel.isOpen).toBe(false);
});

test("Channel tells of leases that are wanted back, and leaves other news alone", async () => {
	using directory = temporaryDirectory();
	const revoke = { lease: 3, key: "k", version: 2 };
	using _server = listen(socketIn(directory), (line, peer) => {
		const news = [{ weather: "fine" }, { revoke }];
		for (const message of news) peer.write(`${JSON.stringify(message)}\n`);
		peer.write(ok(JSON.parse(line).id));
	});
	const channel = await Channel.open(socketIn(directory));
	// Nobody is told: no reason to end.
	await channel.request("health", {});
	const told: object[] = [];
	channel.onRevoke((lease) => told.push(lease));
	await channel.request("health", {});
	expect(told).toEqual([revoke]);
	channel.close();
});
