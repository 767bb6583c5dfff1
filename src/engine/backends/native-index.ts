import { indexTellsApart, indexUnitStart } from "../../native/index-search.ts";
import type {
	VectorIndex,
	VectorIndexInfo,
} from "../../native/vector-index.ts";
import { createFound, type Found } from "../answers/found.ts";
import {
	comparedByLists,
	listQueryBlocks,
	type QueryBlocks,
	queryBlocks,
} from "../answers/query-blocks.ts";
import type { ResultPlaces } from "../answers/result-sink.ts";
import type { Plan } from "../planning/planner.ts";
import { oneCall, type Task } from "../pool/crew.ts";
import type { Job } from "../pool/jobs.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import type { Matrix } from "../vectors/matrix.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type {
	AnswerOptions,
	BuiltIndex,
	EffortRange,
	IndexUnits,
	Range,
	SearchOptions,
	UnitOptions,
} from "./backend.ts";

/** Vectors that a query of a tree is compared with, about. */
const comparedByTree = 1000;
/** And of an HNSW index, for each that it keeps in view. */
const comparedByGraph = 20;
/** Above it comparing with everything is faster. */
const mostEfSearch = 4096;
/** From so many dimensions on an IVF index is searched list by list, for all
 * queries of a call together (native/src/ivf_products.h). */
const leastProductDimensions = 8;
/** Values compared in some 10 ms, however few queries go by together. */
const mostShortValues = 2 ** 27;
/** Leaves that pay for waking another Worker: about 1 ms. */
const leastLeaves = 64;

/** One native index, searched by the Workers. It owns the handle and holds the
 * points, whose memory a flat index reads. */
export class NativeIndex implements BuiltIndex {
	readonly #crew: NativeCrew;
	readonly #index: VectorIndex;
	readonly #points: Vectors;
	readonly #plan: Plan;
	readonly effort: EffortRange | null;
	readonly units?: IndexUnits;
	readonly canNumber = true;

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
		this.effort = effortOf(index.describe());
		const count = index.unitCount();
		if (count > 0) {
			this.units = {
				count,
				startOf: (unit) => indexUnitStart(index.handle, unit),
				answer: (range, options, places, rows) =>
					this.#answerUnits(range, options, places, rows),
			};
		}
	}

	[Symbol.dispose](): void {
		this.#index.dispose();
	}

	tellsApart(k: number): boolean {
		return indexTellsApart(this.#index.handle, k);
	}

	/** Bytes of its file. */
	fileBytes(): number {
		return this.#index.writeTo(-1);
	}

	/** Writes FAISS's file format over an open file's beginning.
	 * @param effort nprobe or efSearch that goes along; null: it has none */
	async writeTo(fd: number, effort: number | null): Promise<void> {
		if (effort !== null) this.#index.setEffort(effort);
		await this.#crew.run({
			job: { kind: "write", index: this.#index.handle, fd },
			chunking: oneCall,
			holds: [this],
		});
	}

	rowsOfCall(queries: Matrix, nprobe: number | null): number {
		return this.#blocks(queries, nprobe).block;
	}

	async search(queries: Matrix, options: SearchOptions): Promise<Found> {
		const { rows } = queries;
		const found = createFound(rows, options.k);
		const { chunking } = this.#blocks(queries, options.nprobe);
		const places = {
			rows,
			k: options.k,
			distances: addressOf(found.distances),
			neighbors: addressOf(found.neighbors),
			holds: found,
		};
		const range = { first: 0, count: rows };
		await this.#crew.run({
			...this.#searchTask(queries, range, options, places),
			chunking,
			isShort: this.#isShort(queries, rows, options.nprobe),
		});
		return found;
	}

	async answer(
		queries: Matrix,
		range: Range,
		options: AnswerOptions,
		places: ResultPlaces,
	): Promise<void> {
		const { before, stop } = options;
		const { block, chunking } = this.#blocks(queries, options.nprobe);
		const units = Math.ceil(range.count / block);
		await this.#crew.run({
			...this.#searchTask(queries, range, options, places),
			chunking: { ...chunking, units },
			isShort: this.#isShort(queries, range.count, options.nprobe),
			progress: {
				phase: "search",
				before,
				rows: range.count,
				total: queries.rows,
			},
			stop,
		});
	}

	#searchTask(
		queries: Matrix,
		{ first, count }: Range,
		{
			k,
			leaveSelfOut,
			nprobe,
			byNumber,
		}: SearchOptions & Partial<AnswerOptions>,
		places: ResultPlaces,
	): Pick<Task<Job>, "job" | "holds"> {
		const { dimension, isWide } = queries;
		return {
			job: {
				kind: "search",
				index: this.#index.handle,
				queries: queries.address + (isWide ? 8 : 4) * dimension * first,
				isWide,
				rows: count,
				dimension,
				block: this.#blocks(queries, nprobe).block,
				firstQuery: leaveSelfOut ? first : -1,
				rowNumbers: byNumber ? 0 : this.#rowNumbers(),
				k,
				nprobe: nprobe ?? 0,
				distances: places.distances,
				neighbors: places.neighbors,
			},
			holds: [this, queries, places],
		};
	}

	/** Leaf by leaf: queries of one leaf look through the same others. */
	async #answerUnits(
		{ first, count }: Range,
		{ k, includeSelf, nprobe, before, stop }: UnitOptions,
		places: ResultPlaces,
		rows: number,
	): Promise<void> {
		const index = this.#index.handle;
		if (nprobe !== null) this.#index.setEffort(nprobe);
		const firstVector = indexUnitStart(index, first);
		await this.#crew.run({
			job: {
				kind: "search-units",
				index,
				firstUnit: first,
				firstVector,
				rowNumbers: this.#rowNumbers(),
				k,
				includeSelf,
				rows,
				distances: places.distances,
				neighbors: places.neighbors,
			},
			chunking: { units: count, first: leastLeaves, least: leastLeaves },
			isShort: true,
			holds: [this, places],
			progress: {
				phase: "search",
				before,
				rows: indexUnitStart(index, first + count) - firstVector,
				total: this.#points.all.rows,
			},
			stop,
		});
	}

	#rowNumbers(): number {
		const { rowNumbers } = this.#points;
		return rowNumbers === null ? 0 : addressOf(rowNumbers);
	}

	#blocks(queries: Matrix, nprobe: number | null): QueryBlocks {
		const { rows, dimension } = queries;
		const byLists =
			this.#plan.kind === "ivf" && dimension >= leastProductDimensions;
		const blocks = byLists ? listQueryBlocks : queryBlocks;
		return blocks(rows, this.#compared(nprobe), dimension);
	}

	/** Whether this thread may take part: a tree's calls take some milliseconds,
	 * those of others where there is little to compare. */
	#isShort(
		{ dimension }: Matrix,
		queries: number,
		nprobe: number | null,
	): boolean {
		const compared = this.#compared(nprobe) * (queries * dimension);
		return this.#plan.kind === "tree" || compared <= mostShortValues;
	}

	#compared(nprobe: number | null): number {
		const { rows } = this.#points.valid;
		if (this.#plan.kind === "tree") return comparedByTree;
		if (this.effort === null) return rows;
		const { name, most } = this.effort;
		return name === "nprobe"
			? comparedByLists(rows, most, nprobe ?? 1)
			: comparedByGraph * (nprobe ?? 1);
	}
}

function effortOf(info: VectorIndexInfo): EffortRange | null {
	const { kind, count, nlist, efSearch } = info;
	if (nlist > 0) {
		return { name: "nprobe", most: nlist, isExactAtMost: kind === "ivf" };
	}
	if (efSearch === 0) return null;
	const most = Math.max(1, Math.min(count, mostEfSearch));
	return { name: "efSearch", most, isExactAtMost: false };
}
