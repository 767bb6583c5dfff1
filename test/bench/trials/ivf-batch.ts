import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openIndex } from "../native-search.ts";
import { startPeer } from "../python-peer.ts";
import type { Subject, Trial } from "../trial.ts";
import { uniformValues, uniformVectors } from "../vector-file.ts";

/** An index to search, and how. */
export interface IvfShape {
	readonly dimension: number;
	readonly rows: number;
	readonly queries: number;
	readonly nlist: number;
	readonly nprobe: number;
	readonly goal: number;
}

/** Rounding may swap neighbours that lie equally far, and the last list. */
const leastAgreement = 0.999;

/** Batches of queries on one index file, the same answers asked for. */
export function ivfBatchTrial(shape: IvfShape): Trial {
	const { dimension, rows, queries, nlist, nprobe, goal } = shape;
	return {
		name: `ivf-batch ${dimension}-D, nprobe ${nprobe}: ${queries} queries over ${rows} vectors, IVF${nlist}, 10-NN`,
		rounds: 9,
		goals: { search: goal },
		async prepare({ directory, python }) {
			const base = uniformVectors(directory, "base", rows, dimension, 1);
			const asked = uniformVectors(directory, "asked", queries, dimension, 2);
			const file = join(directory, "index.faiss");
			const answers = join(directory, "neighbors.i64");
			await using stack = new AsyncDisposableStack();
			const args = [base, asked, `${nlist}`, `${nprobe}`, file, answers];
			const script = "ivf_batch.py";
			const peer = stack.use(await startPeer(await python(), script, ...args));
			const index = stack.use(openIndex(file));
			const vectors = uniformValues(queries, dimension, 2);
			const ours: Subject = {
				name: "arrowshelf",
				side: "ours",
				async run() {
					const start = performance.now();
					const { neighbors } = await index.search(vectors, nprobe);
					const search = (performance.now() - start) / 1000;
					checkSame(neighbors, answers);
					return { search };
				},
			};
			const kept = stack.move();
			return {
				subjects: [{ name: "faiss-cpu", side: "peer", run: peer.run }, ours],
				[Symbol.asyncDispose]: () => kept.disposeAsync(),
			};
		},
	};
}

function checkSame(neighbors: BigInt64Array, answers: string): void {
	const theirs = new BigInt64Array(readFileSync(answers).buffer);
	let same = 0;
	for (const [i, neighbor] of neighbors.entries()) {
		if (neighbor === theirs[i]) same += 1;
	}
	const agreement = same / theirs.length;
	if (!(agreement >= leastAgreement)) {
		throw new Error(
			`${agreement} of the neighbours are faiss-cpu's: expected ${leastAgreement} at least`,
		);
	}
}
