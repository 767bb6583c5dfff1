import { tableFromArrays } from "apache-arrow";
import type { Shelf } from "../../../src/client/shelf.ts";
import { startDaemon } from "../daemon.ts";
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
 * no peer; it is to take 1 us. */
export const getTrial: Trial = {
	name: "get: 72 MB, first mapping",
	rounds: 11,
	goals: { table: 1 },
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
