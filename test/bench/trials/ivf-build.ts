import { startPeer } from "../python-peer.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";
import { uniformVectors } from "../vector-file.ts";

const [rows, dimension, nlist] = [200_000, 128, 1788];

/** An IVF-Flat index trained on all vectors, and filled with them. */
export const ivfBuildTrial: Trial = {
	name: `ivf-build: ${rows} vectors, ${dimension}-D, IVF${nlist}`,
	rounds: 3,
	goals: { build: 3 },
	async prepare({ directory, executable, python }) {
		const base = uniformVectors(directory, "base", rows, dimension, 1);
		const asked = uniformVectors(directory, "asked", 100, dimension, 2);
		const args = [base, `${nlist}`];
		const peer = await startPeer(await python(), "ivf_build.py", ...args);
		const index = ["--index", "ivf", "--nlist", `${nlist}`, "--nprobe", "1"];
		return {
			subjects: [
				{
					name: "arrowshelf knn --index ivf",
					side: "ours",
					async run() {
						const options = ["--queries", asked, ...index];
						const { build = NaN } = await runKnn(executable, base, ...options);
						return { build };
					},
				},
				{ name: "faiss-cpu", side: "peer", run: peer.run },
			],
			[Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
		};
	},
};
