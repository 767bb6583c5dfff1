import { startPeer } from "../python-peer.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";
import { uniformVectors } from "../vector-file.ts";

/** A table to search and the goal for it. */
export interface FlatShape {
	readonly dimension: number;
	readonly rows: number;
	readonly queries: number;
	readonly goal: number;
}

/** Exact search of many vectors, each compared with all. */
export function flatTrial(shape: FlatShape): Trial {
	const { dimension, rows, queries, goal } = shape;
	return {
		name: `flat ${dimension}-D: ${queries} queries over ${rows} vectors, 10-NN`,
		rounds: 5,
		goals: { search: goal },
		async prepare({ directory, executable, python }) {
			const base = uniformVectors(directory, "base", rows, dimension, 1);
			const asked = uniformVectors(directory, "asked", queries, dimension, 2);
			const peer = await startPeer(await python(), "flat.py", base, asked);
			const options = ["--queries", asked, "--index", "flat"];
			return {
				subjects: [
					{
						name: "arrowshelf knn --index flat",
						side: "ours",
						run: () => runKnn(executable, base, ...options),
					},
					{ name: "faiss-cpu", side: "peer", run: peer.run },
				],
				[Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
			};
		},
	};
}
