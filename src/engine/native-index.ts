import type { VectorIndex, VectorIndexInfo } from "../native/vector-index.ts";
import { addressOf } from "./address.ts";
import type { BuiltIndex, SearchOptions } from "./backend.ts";
import { type Effort, noEffort } from "./effort.ts";
import { createFound, type Found } from "./found.ts";
import { isWide, type Matrix } from "./matrix.ts";
import type { NativeCrew } from "./native-pool.ts";
import type { Vectors } from "./pack-vectors.ts";
import type { Plan } from "./planner.ts";
import { comparedByLists, queryBlocks } from "./query-blocks.ts";

/** Vectors that a query of a tree is compared with, about. */
const comparedByTree = 1000;
/** And of an HNSW index, for each that it keeps in view. */
const comparedByGraph = 20;
/** Above it comparing with everything is faster. */
const mostEfSearch = 4096;
/** Leaves that pay for waking another Worker: about 1 ms. */
const leastLeaves = 64;

/** One native index, searched by the Workers. It owns the handle and holds the
 * points, whose memory a flat index reads. */
export class NativeIndex implements BuiltIndex {
	readonly #crew: NativeCrew;
	readonly #index: VectorIndex;
	readonly #points: Vectors;
	readonly #plan: Plan;
	readonly mostEffort: Effort;
	readonly searchAll?: BuiltIndex["searchAll"] & {};

	constructor(
		crew: NativeCrew,
		index: VectorIndex,
		points: Vectors,
		plan: Plan,
	) {
		this.#crew = crew;
		this.#index = index;
		this.#points = points;
		this.#plan = plan;
		this.mostEffort = mostEffortOf(index.describe());
		const units = index.unitCount();
		if (units > 0) {
			this.searchAll = (k, includeSelf) =>
				this.#searchUnits(units, k, includeSelf);
		}
	}

	[Symbol.dispose](): void {
		this.#index.dispose();
	}

	async search(queries: Matrix, options: SearchOptions): Promise<Found> {
		const { k, leaveSelfOut, nprobe, efSearch, isMainSearch } = options;
		const { rows, dimension } = queries;
		const found = createFound(rows, k);
		const compared = this.#compared(options);
		const { block, chunking } = queryBlocks(rows, compared, dimension);
		await this.#crew.run({
			job: {
				kind: "search",
				index: this.#index.handle,
				queries: queries.address,
				isWide: isWide(queries),
				rows,
				dimension,
				block,
				leaveSelfOut,
				rowNumbers: this.#rowNumbers(),
				k,
				nprobe: nprobe ?? efSearch ?? 0,
				distances: addressOf(found.distances),
				neighbors: addressOf(found.neighbors),
			},
			chunking,
			holds: [this, queries, found],
			...(isMainSearch ? { progress: { phase: "search", rows } } : {}),
		});
		return found;
	}

	/** Leaf by leaf: queries of one leaf look through the same others. */
	async #searchUnits(
		units: number,
		k: number,
		includeSelf: boolean,
	): Promise<Found> {
		const { rows } = this.#points.all;
		const found = createFound(rows, k);
		await this.#crew.run({
			job: {
				kind: "search-units",
				index: this.#index.handle,
				rowNumbers: this.#rowNumbers(),
				k,
				includeSelf,
				distances: addressOf(found.distances),
				neighbors: addressOf(found.neighbors),
			},
			chunking: { units, first: leastLeaves, least: leastLeaves },
			holds: [this, found],
			progress: { phase: "search", rows },
		});
		return found;
	}

	#rowNumbers(): number {
		const { rowNumbers } = this.#points;
		return rowNumbers === null ? 0 : addressOf(rowNumbers);
	}

	#compared({ nprobe, efSearch }: Effort): number {
		const { rows } = this.#points.valid;
		if (this.#plan.kind === "tree") return comparedByTree;
		if (efSearch !== null) return comparedByGraph * efSearch;
		const nlist = this.mostEffort.nprobe;
		return nlist === null ? rows : comparedByLists(rows, nlist, nprobe ?? 1);
	}
}

function mostEffortOf(info: VectorIndexInfo): Effort {
	const { count, nlist, efSearch } = info;
	if (nlist > 0) return { nprobe: nlist, efSearch: null };
	if (efSearch === 0) return noEffort;
	return { nprobe: null, efSearch: Math.max(1, Math.min(count, mostEfSearch)) };
}
