import { join } from "node:path";
import { blobs, type PointFiles } from "../datasets.ts";
import { startPeer } from "../python-peer.ts";
import { runTimed } from "../run-timed.ts";
import type { Trial } from "../trial.ts";

interface AnalysisTrial {
	readonly name: string;
	readonly rows: number;
	readonly dimension: number;
	/** The command and its options, without the file. */
	readonly ours: readonly [command: string, ...options: string[]];
	/** Whether the result is kept, as a file in shared memory. */
	readonly keeps?: boolean;
	/** Arguments of peers/analysis.py, without the file. */
	readonly peer: readonly string[];
	/** Whose it is; scikit-learn unless said. */
	readonly peerName?: string;
	/** How many times faster than that. */
	readonly goal: number;
}

/** An analysis of points in clusters, by us and by a peer. */
export function analysisTrial(trial: AnalysisTrial): Trial {
	const { name, rows, dimension, ours, peer, goal } = trial;
	const { peerName = "scikit-learn", keeps = false } = trial;
	return {
		name,
		rounds: 5,
		goals: { work: goal },
		async prepare({ directory, executable, python }) {
			const files: PointFiles = blobs(directory, rows, dimension);
			const [command, ...how] = ours;
			const output = keeps ? ["-o", join(directory, "found.arrow")] : [];
			const options = [...how, ...output];
			const started = await startPeer(
				await python(),
				"analysis.py",
				...peer,
				files.raw,
				String(dimension),
			);
			return {
				subjects: [
					{
						name: `arrowshelf ${command}`,
						side: "ours",
						run: () => runTimed(executable, command, files.arrow, ...options),
					},
					{ name: peerName, side: "peer", run: started.run },
				],
				[Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
			};
		},
	};
}
