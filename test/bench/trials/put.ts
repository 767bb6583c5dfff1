import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { startDaemon } from "../daemon.ts";
import { startPeer } from "../python-peer.ts";
import type { Trial } from "../trial.ts";

const rows = 3_000_000;
const axis = () => Float64Array.from({ length: rows }, Math.random);
const threeColumns = () => tableFromArrays({ x: axis(), y: axis(), z: axis() });

/** 72 MB in three float64 columns: create to seal, into fresh memory, since
 * nothing is freed meanwhile. */
export const putTrial: Trial = {
	name: "put: 72 MB",
	rounds: 15,
	goals: { put: 1 },
	async prepare({ directory, executable, python }) {
		await using stack = new AsyncDisposableStack();
		const path = join(directory, "peer.arrow");
		const peer = stack.use(
			await startPeer(await python(), "put.py", path, `${rows}`),
		);
		const shelfDirectory = join(directory, "shelf");
		const { shelf } = stack.use(await startDaemon(executable, shelfDirectory));
		const table = threeColumns();
		const kept = stack.move();
		return {
			subjects: [
				{
					name: "shelf.put(table)",
					side: "ours",
					async run() {
						const start = performance.now();
						await shelf.put(table);
						return { put: (performance.now() - start) / 1000 };
					},
				},
				{ name: "pyarrow, IPC file to tmpfs", side: "peer", run: peer.run },
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};

/** The same into the memory of a table that was deleted before. */
export const putAgainTrial: Trial = {
	name: "put again: 72 MB",
	rounds: 15,
	goals: { put: 0.6 },
	async prepare({ directory, executable }) {
		await using stack = new AsyncDisposableStack();
		const shelfDirectory = join(directory, "shelf");
		const { shelf } = stack.use(await startDaemon(executable, shelfDirectory));
		const table = threeColumns();
		const bytes = new Uint8Array(rows * 24).fill(1);
		const copy = new Uint8Array(bytes.byteLength).fill(2);
		const kept = stack.move();
		return {
			subjects: [
				{
					name: "shelf.put(table)",
					side: "ours",
					async run() {
						const start = performance.now();
						const key = await shelf.put(table);
						const put = (performance.now() - start) / 1000;
						await shelf.delete(key);
						// Freed a moment after the answer.
						while ((await shelf.usage()).recycled === 0) await Bun.sleep(1);
						return { put };
					},
				},
				{
					name: "memcpy in plain memory",
					side: "peer",
					async run() {
						const start = performance.now();
						copy.set(bytes);
						return { put: (performance.now() - start) / 1000 };
					},
				},
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};
