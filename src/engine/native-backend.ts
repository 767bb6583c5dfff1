import { addressOf } from "./address.ts";
import type { Backend } from "./backend.ts";
import { buildNativeIndex } from "./build-native-index.ts";
import type { Found } from "./found.ts";
import { meanDistance } from "./mean-distance.ts";
import type { NativeCrew } from "./native-pool.ts";
import type { CheckedKnnOptions } from "./options.ts";
import { packVectors } from "./pack-vectors.ts";
import type { KnnControl } from "./request.ts";
import { startCrew } from "./start-crew.ts";

const blankedRows = 65_536;

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
		pack: (source, packOptions) => packVectors(crew, source, packOptions),
		build: (plan, points) => buildNativeIndex(crew, plan, points, options),
		blankRows: (found, invalid) => blankRows(crew, found, invalid),
		meanDistance: ({ distances }) => meanDistance(crew, distances),
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
