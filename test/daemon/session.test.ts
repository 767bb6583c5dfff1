import { expect, test } from "bun:test";
import { Changes } from "../../src/daemon/changes.ts";
import { Epoch } from "../../src/daemon/epoch.ts";
import type { Service } from "../../src/daemon/service.ts";
import { Session } from "../../src/daemon/session.ts";
import { protocolVersion } from "../../src/protocol/version.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

/** Counts who is subscribed. */
class CountedChanges extends Changes {
	count = 0;

	override subscribe(...args: Parameters<Changes["subscribe"]>): () => void {
		const stop = super.subscribe(...args);
		this.count += 1;
		return () => {
			this.count -= 1;
			stop();
		};
	}
}

test("a session that is closed subscribes to nothing any more", async () => {
	using directory = temporaryDirectory();
	const changes = new CountedChanges(new Epoch(directory.file("epoch")));
	const shelf = { has: () => false };
	const health = () => ({ pid: 1, dir: "/" });
	const service = { shelf, changes, health } as unknown as Service;
	const socket = { write: (bytes: Uint8Array) => bytes.length, end() {} };
	const process = { pid: 1, command: "test" };
	const session = new Session(socket, process, service, () => {});
	const requests = [
		{ op: "hello", protocol: protocolVersion, client: "test", pid: 1 },
		{ op: "watch", pattern: "a*" },
		{ op: "watch" },
		{ op: "get_many", keys: ["a", "b"], wait_ms: 60_000 },
	];
	for (const [id, request] of requests.entries()) {
		session.receive(Buffer.from(`${JSON.stringify({ id, ...request })}\n`));
	}
	expect(changes.count).toBe(4);
	session.closed();
	await session.answered();
	expect(changes.count).toBe(0);
});
