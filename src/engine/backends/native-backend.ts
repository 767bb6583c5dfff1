import {
	blankRows as blankNative,
	sumDistances,
} from "../../native/kernels.ts";
import type { ResultBlock } from "../answers/result-sink.ts";
import { openKeptIndex } from "../kept/open-kept-index.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import { addressOf } from "../vectors/address.ts";
import { packRows } from "../vectors/pack-rows.ts";
import { siftRows } from "../vectors/sift-rows.ts";
import type { Backend } from "./backend.ts";
import { buildNativeIndex } from "./build-native-index.ts";

/** Our native library, by Workers over one shared index. `vectors`: how many
 * points and queries there are. */
export function nativeBackend(
	options: CheckedKnnOptions,
	control: KnnControl,
	vectors: number,
): Backend {
	const crew = startCrew(options.cores, control, vectors);
	return {
		hasTree: true,
		get canQueue() {
			return crew.canQueue;
		},
		pack: (source, packOptions) => packRows(crew, source, packOptions),
		sift: (rows, source, packOptions) =>
			siftRows(crew, rows, source, packOptions),
		open: (kept, plan, points) => openKeptIndex(crew, kept, plan, points),
		build: (plan, points) => buildNativeIndex(crew, plan, points, options),
		blankRows,
		sumDistances: (distances) =>
			sumDistances(addressOf(distances), distances.length),
		[Symbol.dispose]: () => crew.memory.dispose(),
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
