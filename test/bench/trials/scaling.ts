import { uniformPoints } from "../datasets.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";

/** The exact search by two cores beside the same by one. */
export const scalingTrial: Trial = {
	name: "scaling: exact 10-NN of 1,000,000 points, 2 cores beside 1",
	rounds: 5,
	goals: { search: 1.8 },
	async prepare({ directory, executable }) {
		const { arrow } = uniformPoints(directory, 1_000_000);
		const by = (cores: string) => () =>
			runKnn(executable, arrow, "--cores", cores);
		return {
			subjects: [
				{ name: "2 cores", side: "ours", run: by("2") },
				{ name: "1 core", side: "peer", run: by("1") },
			],
			async [Symbol.asyncDispose]() {},
		};
	},
};
