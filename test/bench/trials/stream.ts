import { writePoints } from "../../helpers/points.ts";
import { runTimed } from "../run-timed.ts";
import type { Figures, Trial } from "../trial.ts";

const [few, many] = [1_000_000, 10_000_000];

/** Ten million points against one million, both ours: what streaming to Parquet
 * costs with size. Seconds are a million points'. */
export const streamTrial: Trial = {
	name: `stream: ${many} uniform points beside ${few}, 10-NN to Parquet`,
	rounds: 3,
	goals: { "work of a million": 0.75 },
	async prepare({ directory, executable }) {
		const files = [few, many].map((count) => {
			const path = `${directory}/${count}.arrow`;
			writePoints(path, count);
			return path;
		});
		const run = async (path: string, count: number): Promise<Figures> => {
			const output = `${directory}/near.parquet`;
			const { whole = Number.NaN, work = Number.NaN } = await runTimed(
				executable,
				"knn",
				path,
				"--output",
				output,
			);
			const millions = count / 1e6;
			return {
				"whole of a million": whole / millions,
				"work of a million": work / millions,
			};
		};
		const [small = "", large = ""] = files;
		return {
			subjects: [
				{
					name: "10 million points",
					side: "ours",
					run: () => run(large, many),
				},
				{ name: "1 million points", side: "peer", run: () => run(small, few) },
			],
			async [Symbol.asyncDispose]() {},
		};
	},
};
