import {
	blankRows as blankNative,
	sumDistances,
} from "../../native/kernels.ts";
import type { ResultBlock } from "../answers/result-sink.ts";
import { openKeptIndex } from "../kept/open-kept-index.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { Job } from "../pool/jobs.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import { addressOf } from "../vectors/address.ts";
import { packRows } from "../vectors/pack-rows.ts";
import { siftRows } from "../vectors/sift-rows.ts";
import type { Backend, WideTeller } from "./backend.ts";
import { buildNativeIndex } from "./build-native-index.ts";

/** Float64 values that pay for waking another Worker: about 0.3 ms. */
const leastWideValues = 1 << 17;
/** Queries that share a pass over the points: see wide_rows.cpp. */
const sharedPass = 16;

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
		sift: (rows, packOptions) => siftRows(crew, rows, packOptions),
		open: (kept, plan, points) => openKeptIndex(crew, kept, plan, points),
		tellWide: wideTeller(crew, options.cores),
		build: (plan, points) => buildNativeIndex(crew, plan, points, options),
		blankRows,
		sumDistances: ({ distancesAt, count, k }) =>
			sumDistances(distancesAt, count * k),
		[Symbol.dispose]: () => crew.memory.dispose(),
	};
}

function wideTeller(crew: NativeCrew, cores: number): WideTeller {
	const run = async (
		job: Extract<Job, { kind: "measure-wide" | "search-wide" }>,
		compared: number,
		holds: readonly unknown[],
		together = 1,
	) => {
		const cost = compared * job.dimension;
		const paying = Math.ceil(leastWideValues / cost);
		const each = Math.ceil(job.count / cores);
		const least = Math.max(1, paying, Math.min(each, together));
		const chunking = { units: job.count, first: least, least, most: least };
		await crew.run({ job, chunking, holds });
	};
	return {
		measure: (asked, holds) =>
			run({ ...asked, kind: "measure-wide" }, asked.found, holds),
		search: (asked, holds) =>
			run(
				{ ...asked, kind: "search-wide" },
				asked.pointRows,
				holds,
				sharedPass,
			),
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
