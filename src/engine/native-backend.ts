import { availableParallelism } from "node:os";
import { addressOf } from "./address.ts";
import type { Backend } from "./backend.ts";
import { buildNativeIndex } from "./build-native-index.ts";
import { Crew } from "./crew.ts";
import type { Found } from "./found.ts";
import { type NativeCrew, nativePool } from "./native-pool.ts";
import type { CheckedKnnOptions } from "./options.ts";
import { packVectors } from "./pack-vectors.ts";
import type { KnnControl } from "./request.ts";

/** Vectors that are worth a Worker, which takes some 5 ms to start. */
const vectorsOfWorker = 16_384;
const blankedRows = 65_536;
const summedValues = 1 << 20;

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
		pack: (source, packOptions) => packVectors(crew, source, packOptions),
		build: (plan, points) => buildNativeIndex(crew, plan, points, options),
		blankRows: (found, invalid) => blankRows(crew, found, invalid),
		meanDistance: (found) => meanDistance(crew, found),
	};
}

async function blankRows(
	crew: NativeCrew,
	found: Found,
	invalid: Uint8Array,
): Promise<void> {
	await crew.run({
		job: {
			kind: "blank",
			invalid: addressOf(invalid),
			k: found.k,
			distances: addressOf(found.distances),
			neighbors: addressOf(found.neighbors),
		},
		chunking: { units: found.rows, first: blankedRows, least: blankedRows },
		holds: [found, invalid],
	});
}

/** Added up in one order, so that it is the same for any number of Workers. */
async function meanDistance(
	crew: NativeCrew,
	found: Found,
): Promise<number | null> {
	const count = found.distances.length;
	const mean = await crew.run({
		job: {
			kind: "mean",
			values: addressOf(found.distances),
			count,
			block: summedValues,
		},
		chunking: { units: Math.ceil(count / summedValues), first: 1, most: 1 },
		cores: 1,
		holds: [found],
	});
	return mean === undefined || Number.isNaN(mean) ? null : mean;
}
