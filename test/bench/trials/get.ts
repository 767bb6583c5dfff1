import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import type { Shelf } from "../../../src/client/shelf.ts";
import { startDaemon } from "../daemon.ts";
import { type EchoClient, startEcho } from "../echo-peer.ts";
import { median } from "../measure.ts";
import { startPeer } from "../python-peer.ts";
import type { Figures, Trial } from "../trial.ts";

const rows = 3_000_000;
const repeats = 200;
const warmRepeats = 100_000;
const first = { version: 1 };
const axis = () => Float64Array.from({ length: rows }, Math.random);

/** A table of 72 MB that is on the shelf: to its bytes, and to its table.
 * Each lease ends before the next, so that every mapping is a first one: by its
 * version, since what is got by key alone is kept. `repeated` is that, and has
 * no peer; it is to take 1 us. The bytes are to be there in the time of two
 * round trips to a bare echo. */
export const getTrial: Trial = {
	name: "get: 72 MB, first mapping",
	rounds: 11,
	goals: { bytes: 1, table: 1 },
	async prepare({ directory, executable, python }) {
		await using stack = new AsyncDisposableStack();
		const { shelf } = stack.use(await startDaemon(executable, directory));
		const table = tableFromArrays({ x: axis(), y: axis(), z: axis() });
		const key = await shelf.put(table, { key: "points" });
		// Let go at once: a lease held here would share its mapping with ours.
		const lease = await shelf.open(key, first);
		const { path } = lease;
		lease[Symbol.dispose]();
		const peer = stack.use(
			await startPeer(await python(), "get.py", path, `${repeats}`),
		);
		const echoPath = join(directory, "echo.sock");
		const { connect } = stack.use(await startEcho(echoPath));
		const echo = stack.use(await connect());
		const kept = stack.move();
		return {
			subjects: [
				{
					name: "shelf.open(key)",
					side: "ours",
					run: () => repeat("bytes", () => shelf.open(key, first)),
				},
				{
					name: "shelf.get(key)",
					side: "ours",
					run: () =>
						repeat("table", async () => {
							const lease = await shelf.get(key, first);
							// Parsed when first looked at, as the peer's is.
							if (lease.table.numRows !== rows) throw new Error("Wrong table");
							return lease;
						}),
				},
				{
					name: "shelf.get(key), again",
					side: "ours",
					run: () => getAgain(shelf, key),
				},
				{ name: "pyarrow, map and open", side: "peer", run: peer.run },
				{
					name: "bare JSON echo, twice",
					side: "peer",
					run: () => repeat("bytes", () => echoTwice(echo)),
				},
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};

async function repeat(
	figure: string,
	work: () => Promise<Disposable>,
): Promise<Figures> {
	const seconds: number[] = [];
	for (let count = 0; count < repeats; count++) {
		const start = performance.now();
		const lease = await work();
		seconds.push((performance.now() - start) / 1000);
		lease[Symbol.dispose]();
	}
	return { [figure]: median(seconds.toSorted((a, b) => a - b)) };
}

async function echoTwice(echo: EchoClient): Promise<Disposable> {
	await echo.roundTrip({ id: 1, op: "get", key: "points", version: 1 });
	await echo.roundTrip({ id: 2, op: "release", lease: 1 });
	return new DisposableStack();
}

/** Its first time is counted, too. */
async function getAgain(shelf: Shelf, key: string): Promise<Figures> {
	const start = performance.now();
	for (let count = 0; count < warmRepeats; count++) {
		using lease = await shelf.get(key);
		if (lease.table.numRows !== rows) throw new Error("Wrong table");
	}
	const seconds = (performance.now() - start) / 1000;
	return { repeated: seconds / warmRepeats };
}
