import { join } from "node:path";
import { startDaemon } from "../daemon.ts";
import { runPeer, startPeer } from "../python-peer.ts";
import type { Trial } from "../trial.ts";

/**
 * 2 million rows, 112 MB as CSV, or 1 million as NDJSON, 86 MB, onto the shelf: our
 * whole command, beside pyarrow in a process that has it loaded already and has read the file before,
 * and beside one that starts as ours does. It reads and writes to tmpfs.
 */
function readTrial(
	format: "csv" | "parquet" | "ndjson",
	goal: number,
	millions = 2,
): Trial {
	return {
		name: `${format}: ${millions} million rows`,
		rounds: 15,
		goals: { put: goal },
		async prepare({ directory, executable, python }) {
			await using stack = new AsyncDisposableStack();
			const interpreter = await python();
			const file = join(directory, `points.${format}`);
			const argv = [file, join(directory, "peer.arrow")];
			const peer = stack.use(await startPeer(interpreter, "read.py", ...argv));
			const shelfDirectory = join(directory, "shelf");
			const { shelf } = stack.use(
				await startDaemon(executable, shelfDirectory),
			);
			const kept = stack.move();
			return {
				subjects: [
					{
						name: `arrowshelf put points.${format}, from start to end`,
						side: "ours",
						async run() {
							const command = ["put", file, "--key", "t", "--replace"];
							const start = performance.now();
							const child = Bun.spawn(
								[executable, ...command, "--dir", shelf.directory],
								{ stdout: "ignore", stderr: "inherit" },
							);
							const exitCode = await child.exited;
							const put = (performance.now() - start) / 1000;
							if (exitCode !== 0) throw new Error(`put ended with ${exitCode}`);
							return { put };
						},
					},
					{ name: "pyarrow, loaded and warm", side: "peer", run: peer.run },
					{
						name: "pyarrow, from start to end",
						side: "peer",
						async run() {
							const once = [...argv, "once"];
							const { whole } = await runPeer(interpreter, "read.py", ...once);
							return { put: whole ?? Number.NaN };
						},
					},
				],
				[Symbol.asyncDispose]: () => kept.disposeAsync(),
			};
		},
	};
}

export const csvTrial = readTrial("csv", 1.3);
export const parquetTrial = readTrial("parquet", 1);
export const ndjsonTrial = readTrial("ndjson", 1, 1);
