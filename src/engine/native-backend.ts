import { availableParallelism } from "node:os";
import { blankRows as blankNative, sumDistances } from "../native/kernels.ts";
import { addressOf } from "./address.ts";
import type { Backend } from "./backend.ts";
import { buildNativeIndex } from "./build-native-index.ts";
import { Crew } from "./crew.ts";
import { nativePool } from "./native-pool.ts";
import type { CheckedKnnOptions } from "./options.ts";
import { packVectors } from "./pack-vectors.ts";
import type { KnnControl } from "./request.ts";
import type { ResultBlock } from "./result-sink.ts";

/** Vectors that are worth a Worker, which takes some 5 ms to start. */
const vectorsOfWorker = 16_384;

/** Our native library, by Workers over one shared index. `vectors`: how many
 * points and queries there are. */
export function nativeBackend(
	options: CheckedKnnOptions,
	control: KnnControl,
	vectors: number,
): Backend {
	const pool = nativePool();
	// They start while the first one packs and builds; more than the machine
	// runs at once would only hold that up.
	const wanted = Math.ceil(vectors / vectorsOfWorker);
	pool.start(Math.min(options.cores, wanted, availableParallelism()));
	const crew = new Crew(pool, options.cores, control);
	return {
		hasTree: true,
		get canQueue() {
			return crew.canQueue;
		},
		pack: (source, packOptions) => packVectors(crew, source, packOptions),
		build: (plan, points) => buildNativeIndex(crew, plan, points, options),
		blankRows,
		sumDistances: (distances) =>
			sumDistances(addressOf(distances), distances.length),
	};
}

function blankRows(block: ResultBlock, invalid: Uint8Array): void {
	const { first, count, k, distances, neighbors } = block;
	blankNative({
		invalid: addressOf(invalid) + first,
		rows: count,
		k,
		distances: addressOf(distances),
		neighbors: addressOf(neighbors),
	});
}
