import { uniformPoints } from "../datasets.ts";
import { startPeer } from "../python-peer.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";

const options = ["--index", "ivf", "--nlist", "100", "--nprobe", "10"];

/** The same index as the original's example, trained once. */
export const ivfTrial: Trial = {
	name: "ivf: 100,000 random 3-D points, 10-NN, IVF100, nprobe 10",
	rounds: 7,
	goals: { work: 40 },
	async prepare({ directory, executable, python }) {
		const { arrow, raw } = uniformPoints(directory, 100_000);
		const peer = await startPeer(await python(), "ivf.py", raw);
		return {
			subjects: [
				{
					name: "arrowshelf knn --index ivf",
					side: "ours",
					run: () => runKnn(executable, arrow, ...options),
				},
				{ name: "faiss-cpu", side: "peer", run: peer.run },
			],
			[Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
		};
	},
};
