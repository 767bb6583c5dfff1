import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { startDaemon } from "../daemon.ts";
import { startPeer } from "../python-peer.ts";
import type { Trial } from "../trial.ts";

const rows = 3_000_000;
const axis = () => Float64Array.from({ length: rows }, Math.random);

/** 72 MB in three float64 columns: create to seal, into fresh memory. */
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
		const table = tableFromArrays({ x: axis(), y: axis(), z: axis() });
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
						return { put };
					},
				},
				{ name: "pyarrow, IPC file to tmpfs", side: "peer", run: peer.run },
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};
