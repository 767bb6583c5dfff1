import { vectorsFromBytes } from "../../../src/arrow/vectors-from-bytes.ts";
import { knn } from "../../../src/engine/knn.ts";
import { acquireMapping } from "../../../src/segments/mapping.ts";
import { uniformPoints } from "../datasets.ts";
import { startPeer } from "../python-peer.ts";
import { runKnn } from "../run-knn.ts";
import type { Trial } from "../trial.ts";

/** Exact search of all points, build and search, each with all cores: as the
 * command, which keeps no answers where it need not, and as the library, whose
 * arrays of neighbours and distances are what the peers give too. */
export function exactTrial(count: number, rounds: number): Trial {
	return {
		name: `exact ${shortName(count)}: random 3-D points, 10-NN`,
		rounds,
		goals: { work: count < 1_000_000 ? 5 : 8 },
		async prepare({ directory, executable, python }) {
			const { arrow, raw } = uniformPoints(directory, count);
			const program = await python();
			await using stack = new AsyncDisposableStack();
			const peers = ["pykdtree", "scipy"].map(async (name) => ({
				name,
				side: "peer" as const,
				run: stack.use(await startPeer(program, "kdtree.py", name, raw)).run,
			}));
			const mapping = stack.use(acquireMapping(arrow));
			const points = vectorsFromBytes(mapping.file);
			const subjects = [
				{
					name: "arrowshelf knn",
					side: "ours" as const,
					run: () => runKnn(executable, arrow),
				},
				{
					name: "arrowshelf, knn() in arrays",
					side: "ours" as const,
					run: async () => {
						const { build, search } = (await knn({ points })).summary.seconds;
						return { build, search, work: build + search };
					},
				},
				...(await Promise.all(peers)),
			];
			const kept = stack.move();
			return { subjects, [Symbol.asyncDispose]: () => kept.disposeAsync() };
		},
	};
}

/** 100000 -> "100K". */
function shortName(count: number): string {
	return count < 1_000_000 ? `${count / 1000}K` : `${count / 1_000_000}M`;
}
