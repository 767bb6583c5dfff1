import { expect, test } from "bun:test";
import { ShelfError } from "../../src/errors.ts";
import {
	type PeerCredentials,
	peerCredentials,
} from "../../src/os/peer-credentials.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("peerCredentials() names the process that connected", async () => {
	using directory = temporaryDirectory();
	const unix = directory.file("s");
	const { promise, resolve } = Promise.withResolvers<PeerCredentials>();
	const server = Bun.listen({
		unix,
		socket: {
			open(socket) {
				resolve(peerCredentials((socket as unknown as { fd: number }).fd));
			},
			data() {},
		},
	});
	const client = await Bun.connect({ unix, socket: { data() {} } });
	expect(await promise).toEqual({
		pid: process.pid,
		uid: process.getuid?.() ?? -1,
		gid: process.getgid?.() ?? -1,
	});
	client.end();
	server.stop(true);
});

test("peerCredentials() refuses what is no socket", () => {
	expect(() => peerCredentials(-1)).toThrow(ShelfError);
});
