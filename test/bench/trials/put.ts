import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import type { Shelf } from "../../../src/client/shelf.ts";
import { startDaemon } from "../daemon.ts";
import { startPeer } from "../python-peer.ts";
import type { PreparedTrial, Subject, Trial } from "../trial.ts";

const rows = 3_000_000;
const axis = () => Float64Array.from({ length: rows }, Math.random);

/** A shelf of which no quarter holds the table: what is deleted is freed, as
 * the peer's file is, and not kept for the next put. */
const tooSmallToRecycle = ["--memory", "256MiB"];

/** 72 MB in three float64 columns: create to seal, into memory that is fresh
 * for the shelf. Both sides give it back to the kernel after each round. */
export const putTrial: Trial = {
	name: "put: 72 MB",
	rounds: 15,
	goals: { put: 1 },
	prepare: ({ directory, executable, python }) =>
		besides(directory, executable, tooSmallToRecycle, async () => {
			const path = join(directory, "peer.arrow");
			const peer = await startPeer(await python(), "put.py", path, `${rows}`);
			const name = "pyarrow, IPC file to tmpfs";
			return { name, side: "peer", run: peer.run, end: peer };
		}),
};

/** The same into the memory of a table that was deleted before. */
export const putAgainTrial: Trial = {
	name: "put again: 72 MB",
	rounds: 15,
	goals: { put: 0.6 },
	prepare: ({ directory, executable }) =>
		besides(directory, executable, [], async () => {
			const bytes = new Uint8Array(rows * 24).fill(1);
			const copy = new Uint8Array(bytes.byteLength).fill(2);
			return {
				name: "memcpy in plain memory",
				side: "peer",
				async run() {
					const start = performance.now();
					copy.set(bytes);
					return { put: (performance.now() - start) / 1000 };
				},
			};
		}),
};

/** Our put beside a peer, on a shelf of its own. */
async function besides(
	directory: string,
	executable: string,
	daemonArguments: readonly string[],
	startOther: () => Promise<Subject & { readonly end?: AsyncDisposable }>,
): Promise<PreparedTrial> {
	await using stack = new AsyncDisposableStack();
	const { end, ...peer } = await startOther();
	if (end !== undefined) stack.use(end);
	const shelfDirectory = join(directory, "shelf");
	const { shelf } = stack.use(
		await startDaemon(executable, shelfDirectory, daemonArguments),
	);
	const ours = putSubject(shelf);
	const kept = stack.move();
	return {
		subjects: [ours, peer],
		[Symbol.asyncDispose]: () => kept.disposeAsync(),
	};
}

function putSubject(shelf: Shelf): Subject {
	const table = tableFromArrays({ x: axis(), y: axis(), z: axis() });
	return {
		name: "shelf.put(table)",
		side: "ours",
		async run() {
			const start = performance.now();
			const key = await shelf.put(table);
			const put = (performance.now() - start) / 1000;
			await shelf.delete(key);
			// Freed, or kept, a moment after the answer.
			while ((await shelf.usage()).used > 0) await Bun.sleep(1);
			return { put };
		},
	};
}
