import { expect, test } from "bun:test";
import { Channel } from "../../src/client/channel.ts";
import { writeSegment } from "../../src/client/write-segment.ts";
import { ConnectionError } from "../../src/errors.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { testShelf } from "./test-shelf.ts";

const child = daemonKinds[1];

test("a daemon killed with -9 fails what waits and what comes later", async () => {
	await using own = await testShelf(child);
	const { shelf } = own;
	await shelf.put({ x: Float64Array.of(7) }, { key: "k" });
	using lease = await shelf.get("k");
	const { pid } = await shelf.health();
	process.kill(pid, "SIGSTOP");
	const asked = [shelf.usage(), shelf.list(), shelf.get("l")];
	const failures = Promise.all(asked.map(failure));
	process.kill(pid, "SIGKILL");
	for (const error of await failures) {
		expect(error).toBeInstanceOf(ConnectionError);
		expect(error).toHaveProperty("code", "connection_lost");
	}
	expect(shelf.connected).toBe(false);
	expect(await failure(shelf.put({ x: [1] }))).toHaveProperty(
		"code",
		"connection_lost",
	);
	// What was mapped stays readable.
	expect(lease.table.getChild("x")?.get(0)).toBe(7);
});

test.each(["created", "writing", "written"])(
	"a writer killed with -9 when %s leaves nothing",
	async (point) => {
		await using own = await testShelf();
		const { shelf } = own;
		await using writer = startChild("client/writer.ts", own.directory, point);
		expect(await writer.line()).toBe(point);
		expect((await shelf.usage()).pending).toBeGreaterThan(0);
		await writer.kill();
		await until(async () => (await shelf.usage()).pending === 0);
		await until(() => own.segments().length === 0);
		expect(await shelf.list()).toEqual([]);
	},
);

test("a put whose segment went with its daemon has lost the connection", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("s");
	const ok = { segment: "1", key: "k", path: directory.file("gone"), bytes: 8 };
	const server = Bun.listen({
		unix: path,
		socket: {
			data(peer, chunk) {
				const { id } = JSON.parse(chunk.toString());
				// Ends behind its only answer, as one that is stopped does.
				peer.end(`${JSON.stringify({ id, ok })}\n`);
			},
		},
	});
	const channel = await Channel.open(path);
	const object = { kind: "table", bytes: 8 } as const;
	const put = writeSegment(channel, object, async () => {});
	expect(await failure(put)).toHaveProperty("code", "connection_lost");
	server.stop(true);
});
