import type { BuiltIndex, SearchOptions } from "./backend.ts";
import type { Crew } from "./crew.ts";
import { type Effort, noEffort } from "./effort.ts";
import { setSerializedNprobe } from "./faiss-index-header.ts";
import type { FaissJob } from "./faiss-node-jobs.ts";
import type { Found } from "./found.ts";
import type { Matrix } from "./matrix.ts";
import type { Metric } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import { queryBlocks } from "./query-blocks.ts";

/** A serialised index, which every Worker reads for itself. */
export class FaissNodeIndex implements BuiltIndex {
	readonly #crew: Crew<FaissJob, Uint8Array>;
	readonly #bytes: Uint8Array;
	readonly #points: Vectors;
	readonly #metric: Metric;
	readonly mostEffort: Effort;

	/** `bytes`: FAISS's file format; copied to memory that Workers share. */
	constructor(
		crew: Crew<FaissJob, Uint8Array>,
		bytes: Uint8Array,
		points: Vectors,
		metric: Metric,
		nlist: number | null,
	) {
		this.#crew = crew;
		this.#bytes = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
		this.#bytes.set(bytes);
		this.#points = points;
		this.#metric = metric;
		this.mostEffort = { ...noEffort, nprobe: nlist };
	}

	[Symbol.dispose](): void {}

	async search(queries: Matrix, options: SearchOptions): Promise<Found> {
		const { k, leaveSelfOut, nprobe, isMainSearch } = options;
		const { rows, dimension } = queries;
		if (nprobe !== null) setSerializedNprobe(this.#bytes, nprobe);
		const distances = new Float32Array(new SharedArrayBuffer(rows * k * 4));
		const neighbors = new BigInt64Array(new SharedArrayBuffer(rows * k * 8));
		const compared = this.#points.valid.rows;
		const { block, chunking } = queryBlocks(rows, compared, dimension);
		await this.#crew.run({
			job: {
				kind: "search",
				index: this.#bytes,
				metric: this.#metric,
				dimension,
				queries: shared(queries.values as Float32Array),
				block,
				leaveSelfOut,
				rowNumbers: this.#points.rowNumbers,
				k,
				distances,
				neighbors,
			},
			chunking,
			holds: [],
			...(isMainSearch ? { progress: { phase: "search", rows } } : {}),
		});
		return {
			rows,
			k,
			distances: distances.slice(),
			neighbors: neighbors.slice(),
		};
	}
}

/** A posted array is copied for each Worker unless its memory is shared. */
function shared(values: Float32Array): Float32Array {
	if (values.buffer instanceof SharedArrayBuffer) return values;
	const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
	copy.set(values);
	return copy;
}
