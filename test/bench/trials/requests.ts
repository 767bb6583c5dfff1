import { join } from "node:path";
import { Channel } from "../../../src/client/channel.ts";
import { socketPath } from "../../../src/config.ts";
import { protocolVersion } from "../../../src/protocol/version.ts";
import { startDaemon } from "../daemon.ts";
import { startEcho } from "../echo-peer.ts";
import type { Figures, Trial } from "../trial.ts";

const requests = 6000;
const manyClients = 32;

/** What one client does: two round trips. */
type Pair = () => Promise<void>;

/** `get` and `release` by round trip, one client and many, against an echo of
 * as many messages. Seconds are of one request. */
export const requestsTrial: Trial = {
	name: "requests: leases by round trip",
	rounds: 11,
	goals: { "1 client": 0.85 },
	async prepare({ directory, executable }) {
		await using stack = new AsyncDisposableStack();
		const { shelf } = stack.use(await startDaemon(executable, directory));
		await shelf.put({ x: Float64Array.of(1, 2, 3) }, { key: "points" });
		const echo = stack.use(await startEcho(join(directory, "echo.sock")));
		const ours: Pair[] = [];
		const peers: Pair[] = [];
		for (let client = 0; client < manyClients; client++) {
			const channel = await openChannel(socketPath(directory));
			stack.defer(() => channel.close());
			ours.push(() => getAndRelease(channel));
			const connection = stack.use(await echo.connect());
			peers.push(async () => {
				await connection.roundTrip({ id: 1, op: "get", key: "points" });
				await connection.roundTrip({ id: 2, op: "release", lease: 1 });
			});
		}
		const kept = stack.move();
		return {
			subjects: [
				{ name: "arrowshelf serve", side: "ours", run: () => time(ours) },
				{ name: "bare JSON echo", side: "peer", run: () => time(peers) },
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};

async function openChannel(path: string): Promise<Channel> {
	const channel = await Channel.open(path);
	const { pid } = process;
	const hello = { protocol: protocolVersion, client: "bench", pid };
	await channel.request("hello", hello);
	return channel;
}

async function getAndRelease(channel: Channel): Promise<void> {
	const { lease } = await channel.request("get", { key: "points" });
	await channel.request("release", { lease });
}

async function time(clients: readonly Pair[]): Promise<Figures> {
	return {
		"1 client": await secondsARequest(clients.slice(0, 1)),
		[`${manyClients} clients`]: await secondsARequest(clients),
	};
}

async function secondsARequest(clients: readonly Pair[]): Promise<number> {
	const start = performance.now();
	let pairs = requests / 2;
	const work = async (pair: Pair): Promise<void> => {
		while (pairs-- > 0) await pair();
	};
	await Promise.all(clients.map(work));
	return (performance.now() - start) / 1000 / requests;
}
