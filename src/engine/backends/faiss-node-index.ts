import { viewPlaces } from "../analysis/view-places.ts";
import type { Found } from "../answers/found.ts";
import { queryBlocks } from "../answers/query-blocks.ts";
import type { ResultPlaces } from "../answers/result-sink.ts";
import type { Metric } from "../options.ts";
import type { Crew, Task } from "../pool/crew.ts";
import type { Matrix } from "../vectors/matrix.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type {
	AnswerOptions,
	BuiltIndex,
	EffortRange,
	Range,
	SearchOptions,
} from "./backend.ts";
import { setSerializedNprobe } from "./faiss-index-header.ts";
import type { FaissJob } from "./faiss-node-jobs.ts";

/** A serialised index, which every Worker reads for itself. */
export class FaissNodeIndex implements BuiltIndex {
	readonly #crew: Crew<FaissJob, Uint8Array>;
	readonly #bytes: Uint8Array;
	readonly #points: Vectors;
	readonly #metric: Metric;
	readonly effort: EffortRange | null;

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
		this.effort =
			nlist === null
				? null
				: { name: "nprobe", most: nlist, isExactAtMost: true };
	}

	[Symbol.dispose](): void {}

	rowsOfCall({ rows, dimension }: Matrix): number {
		return queryBlocks(rows, this.#points.valid.rows, dimension).block;
	}

	search(queries: Matrix, options: SearchOptions): Promise<Found> {
		const range = { first: 0, count: queries.rows };
		return this.#search(queries, range, options, {});
	}

	/** The add-on gives arrays, which are copied to their places. */
	async answer(
		queries: Matrix,
		range: Range,
		options: AnswerOptions,
		places: ResultPlaces,
	): Promise<void> {
		const { before, stop } = options;
		const { count: rows } = range;
		const total = queries.rows;
		const progress = { phase: "search", before, rows, total } as const;
		const task = { progress, stop };
		const found = await this.#search(queries, range, options, task);
		const block = viewPlaces(places, 0, rows);
		block.neighbors.set(found.neighbors);
		block.distances.set(found.distances);
	}

	async #search(
		queries: Matrix,
		{ first, count }: Range,
		{ k, leaveSelfOut, nprobe }: SearchOptions,
		task: Pick<Task<FaissJob>, "progress" | "stop">,
	): Promise<Found> {
		const { dimension } = queries;
		if (nprobe !== null) setSerializedNprobe(this.#bytes, nprobe);
		const distances = new Float32Array(new SharedArrayBuffer(count * k * 4));
		const neighbors = new BigInt64Array(new SharedArrayBuffer(count * k * 8));
		const compared = this.#points.valid.rows;
		const blocks = queryBlocks(queries.rows, compared, dimension);
		const values = queries.memory as Float32Array; // of packPortable
		await this.#crew.run({
			...task,
			job: {
				kind: "search",
				index: this.#bytes,
				metric: this.#metric,
				dimension,
				queries: shared(
					values.subarray(first * dimension, (first + count) * dimension),
				),
				block: blocks.block,
				firstQuery: leaveSelfOut ? first : null,
				rowNumbers: this.#points.rowNumbers,
				k,
				distances,
				neighbors,
			},
			chunking: { ...blocks.chunking, units: Math.ceil(count / blocks.block) },
			holds: [],
		});
		return { rows: count, k, distances, neighbors };
	}
}

/** A posted array is copied for each Worker unless its memory is shared. */
function shared(values: Float32Array): Float32Array {
	if (values.buffer instanceof SharedArrayBuffer) return values;
	const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
	copy.set(values);
	return copy;
}
