import { uniformPoints } from "../datasets.ts";
import { runPeer } from "../python-peer.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";

/** The original's example: its own package is in no registry, so its side is
 * the same work as its script does, six threads with faiss-cpu. */
export const exampleTrial: Trial = {
	name: "example: 100,000 random 3-D points, 10-NN, whole command",
	rounds: 7,
	goals: { whole: 50, work: 100 },
	async prepare({ directory, executable, python }) {
		const { arrow, raw } = uniformPoints(directory, 100_000);
		const program = await python();
		return {
			subjects: [
				{
					name: "arrowshelf knn",
					side: "ours",
					run: () => runKnn(executable, arrow),
				},
				{
					name: "six faiss-cpu tasks",
					side: "peer",
					run: () => runPeer(program, "example.py", raw),
				},
			],
			async [Symbol.asyncDispose]() {},
		};
	},
};
