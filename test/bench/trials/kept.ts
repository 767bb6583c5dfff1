import { join } from "node:path";
import { writePoints } from "../../helpers/points.ts";
import { startDaemon } from "../daemon.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";

const rows = 1_000_000;
const queries = 10;

/** A process that asks for the neighbours of a few rows of a table on the
 * shelf: by the tree that is kept there, which it finds itself, and by one that
 * it builds. Its whole time with the tree is to be 20 ms. */
export const keptTrial: Trial = {
	name: "kept: 10 queries of 1 million points in 3-D, by a kept tree",
	rounds: 15,
	goals: { whole: 1 },
	async prepare({ directory, executable }) {
		await using stack = new AsyncDisposableStack();
		const { shelf } = stack.use(await startDaemon(executable, directory));
		const points = join(directory, "points.arrow");
		const few = join(directory, "few.arrow");
		writePoints(points, rows);
		writePoints(few, queries, 2);
		await shelf.putFile(points, { key: "points" });
		await shelf.buildIndex("points", { key: "tree", index: "exact" });
		const asked = ["--queries", few, "--dir", directory];
		const kept = stack.move();
		return {
			subjects: [
				{
					name: "knn shelf:points",
					side: "ours",
					run: () => runKnn(executable, "shelf:points", ...asked),
				},
				{
					name: "the same with --index exact",
					side: "peer",
					run: () =>
						runKnn(executable, "shelf:points", "--index", "exact", ...asked),
				},
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};
