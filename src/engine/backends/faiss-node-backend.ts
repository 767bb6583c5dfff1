import { loadFaissNode } from "../../native/faiss-node.ts";
import type { ResultBlock } from "../answers/result-sink.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { Crew, oneCall } from "../pool/crew.ts";
import { WorkerPool } from "../pool/pool.ts";
import type { KnnControl } from "../request.ts";
import { packPortable } from "../vectors/pack-portable.ts";
import { siftPortable } from "../vectors/sift-portable.ts";
import type { Backend } from "./backend.ts";
import { FaissNodeIndex } from "./faiss-node-index.ts";
import type { FaissJob } from "./faiss-node-jobs.ts";

let pool: WorkerPool<FaissJob, Uint8Array> | undefined;

/**
 * The portable engine, where our native library has no build: faiss-node's
 * add-on, which takes and gives arrays of numbers and cannot share an index, so
 * that each Worker reads its own from the same bytes.
 */
export function faissNodeBackend(
	{ metric, cores }: CheckedKnnOptions,
	control: KnnControl,
): Backend {
	pool ??= new WorkerPool("src/engine/faiss-node-worker.ts", loadFaissNode);
	const crew = new Crew(pool, cores, control);
	return {
		hasTree: false,
		// Its Workers read an index of their own for every job.
		canQueue: false,
		pack: async (source, packOptions) => packPortable(source, packOptions),
		sift: async (rows, packOptions) => siftPortable(rows, packOptions),
		build: async (plan, points) => {
			const { dimension } = points.valid;
			const values = points.valid.memory as Float32Array; // of packPortable
			const factory = plan.nlist === null ? "Flat" : `IVF${plan.nlist},Flat`;
			const bytes = await crew.run({
				job: { kind: "build", factory, metric, dimension, points: values },
				chunking: oneCall,
				holds: [],
			});
			return new FaissNodeIndex(
				crew,
				bytes as Uint8Array,
				points,
				metric,
				plan.nlist,
			);
		},
		open() {
			// Options are checked before: see checkIndexChoice.
			throw new RangeError("Cannot search a kept index with faiss-node");
		},
		blankRows,
		sumDistances,
		[Symbol.dispose]() {},
	};
}

function blankRows(
	{ first, count, k, distances, neighbors }: ResultBlock,
	invalid: Uint8Array,
): void {
	for (let i = 0; i < count; i++) {
		if (invalid[first + i] === 0) continue;
		distances.fill(Number.NaN, i * k, (i + 1) * k);
		neighbors.fill(-1n, i * k, (i + 1) * k);
	}
}

function sumDistances({ distances }: ResultBlock): {
	sum: number;
	count: number;
} {
	let sum = 0;
	let count = 0;
	for (const distance of distances) {
		if (Number.isNaN(distance)) continue;
		sum += distance;
		count += 1;
	}
	return { sum, count };
}
