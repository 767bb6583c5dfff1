import { join } from "node:path";
import type { IndexChoice } from "../../../src/engine/planning/index-choice.ts";
import { writePoints } from "../../helpers/points.ts";
import { startDaemon } from "../daemon.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";
import { uniformVectors } from "../vector-file.ts";

const queries = 10;

/** A process that asks for the neighbours of a few rows of a table on the
 * shelf: by the tree that is kept there, which it finds itself, and by one that
 * it builds. Its whole time with the tree is to be 20 ms. */
export const keptTrial = trialOf(
	"1 million points in 3-D, by a kept tree",
	"exact",
	[],
	(directory) => {
		const points = join(directory, "points.arrow");
		const few = join(directory, "few.arrow");
		writePoints(points, 1_000_000);
		writePoints(few, queries, 2);
		return { points, few };
	},
);

/** The same of many dimensions, by an index that is named: kept lists are
 * searched where they lie. */
export const keptListsTrial = trialOf(
	"100,000 vectors in 128-D, by kept lists",
	"ivf",
	["--index", "shelf:kept"],
	(directory) => ({
		points: uniformVectors(directory, "points", 100_000, 128, 1),
		few: uniformVectors(directory, "few", queries, 128, 2),
	}),
);

interface Files {
	readonly points: string;
	readonly few: string;
}

/** @param ours options of a search with the index; none: it is found */
function trialOf(
	what: string,
	index: IndexChoice,
	ours: readonly string[],
	write: (directory: string) => Files,
): Trial {
	return {
		name: `kept: ${queries} queries of ${what}`,
		rounds: 15,
		goals: { whole: 1 },
		async prepare({ directory, executable }) {
			await using stack = new AsyncDisposableStack();
			const { shelf } = stack.use(await startDaemon(executable, directory));
			const { points, few } = write(directory);
			await shelf.putFile(points, { key: "points" });
			await shelf.buildIndex("points", { key: "kept", index });
			const asked = ["--queries", few, "--dir", directory];
			const search = (...how: string[]) =>
				runKnn(executable, "shelf:points", ...how, ...asked);
			const kept = stack.move();
			return {
				subjects: [
					{
						name: "knn with the index",
						side: "ours",
						run: () => search(...ours),
					},
					{
						name: `the same with --index ${index}`,
						side: "peer",
						run: () => search("--index", index),
					},
				],
				[Symbol.asyncDispose]: () => kept.disposeAsync(),
			};
		},
	};
}
