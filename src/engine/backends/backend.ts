import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { WideCandidates, WideSearch } from "../../native/wide-rows.ts";
import type { Found } from "../answers/found.ts";
import type { ResultBlock, ResultPlaces } from "../answers/result-sink.ts";
import type { KeptIndex } from "../kept/kept-index.ts";
import type { Plan } from "../planning/planner.ts";
import type { Matrix } from "../vectors/matrix.ts";
import type { PackOptions } from "../vectors/pack-options.ts";
import type { PackedRows } from "../vectors/pack-rows.ts";
import type { Vectors } from "../vectors/sift-rows.ts";

/** How an engine does each step of a search; knn.ts tells the order. Disposing
 * gives back what it packed, when nothing of the search goes on any more. */
export interface Backend extends Disposable {
	/** Whether it has an exact tree for few dimensions. */
	readonly hasTree: boolean;
	/** Whether work may be given to the Workers before they are done with other
	 * work of this search, and no more of them than asked take part. */
	readonly canQueue: boolean;
	/** Columns to rows, the ones that cannot be searched marked. */
	pack(source: VectorSource, options: PackOptions): Promise<PackedRows>;
	/** Rows as they are searched: see siftRows. */
	sift(rows: PackedRows, options: PackOptions): Promise<Vectors>;
	/** Distances in float64; absent where only float32 can be told. */
	readonly tellWide?: WideTeller;
	/** An index over the valid points, the caller's to dispose. */
	build(plan: Plan, points: Vectors): Promise<BuiltIndex>;
	/** An index that is kept, over the valid points.
	 * @throws {InvalidTableError} `invalid_index` */
	open(kept: KeptIndex, plan: Plan, points: Vectors): OpenedIndex;
	/** Writes NaN and -1 over those answers of a block in row order whose rows
	 * are marked in `invalid`. */
	blankRows(block: ResultBlock, invalid: Uint8Array): void;
	/** Sum and number of those distances of a block that are not NaN. */
	sumDistances(block: ResultBlock): { sum: number; count: number };
}

/** Tells neighbours in float64, by the Workers; `holds` is what the addresses
 * lie in. */
export interface WideTeller {
	measure(asked: WideCandidates, holds: readonly unknown[]): Promise<void>;
	search(asked: WideSearch, holds: readonly unknown[]): Promise<void>;
}

/** An index that can be searched. */
export interface BuiltIndex extends Disposable {
	/** How far a search can look; null: it always looks at everything. */
	readonly effort: EffortRange | null;
	/** Neighbours of a few queries, as table rows, in memory of their own. */
	search(queries: Matrix, options: SearchOptions): Promise<Found>;
	/** Answers some of the queries of the main search, in row order. */
	answer(
		queries: Matrix,
		range: Range,
		options: AnswerOptions,
		places: ResultPlaces,
	): Promise<void>;
	/** Queries of one call: a range of whole calls, from a multiple of it on, is
	 * answered bit by bit as all queries at once are. */
	rowsOfCall(queries: Matrix, nprobe: number | null): number;
	/** Whether `answer` can tell of vectors by their numbers. */
	readonly canNumber?: boolean;
	/** Parts whose points are answered together where the points are the
	 * queries; absent where `answer` is the way. */
	readonly units?: IndexUnits;
	/** Whether it surely tells the k nearest neighbours of its own points apart;
	 * false: nobody knows. */
	tellsApart?(k: number): boolean;
}

/** A kept index, and what its file carries. */
export interface OpenedIndex {
	readonly index: BuiltIndex;
	/** nprobe or efSearch; null: it always looks at everything. */
	readonly carried: number | null;
}

/** What more of finds more and takes longer. */
export interface EffortRange {
	/** Lists of an IVF index to visit, or vectors that the walk through an HNSW
	 * index keeps in view. */
	readonly name: "nprobe" | "efSearch";
	/** Above it there is nothing to find, or comparing with all is faster. */
	readonly most: number;
	/** With the most of it the very nearest are found. */
	readonly isExactAtMost: boolean;
}

/** The parts of an index, each of some of its points. */
export interface IndexUnits {
	readonly count: number;
	/** Points in the units before `unit`. */
	startOf(unit: number): number;
	/**
	 * Answers the points of some units.
	 * @param rows 0: each answer goes to its table row. Else one after another,
	 * unit by unit, and the table row of each to this address, int64
	 */
	answer(
		range: Range,
		options: UnitOptions,
		places: ResultPlaces,
		rows: number,
	): Promise<void>;
}

/** `first` .. `first` + `count` - 1. */
export interface Range {
	readonly first: number;
	readonly count: number;
}

export interface SearchOptions {
	readonly k: number;
	/** Leaves query i, which is table row i, out of its own list. */
	readonly leaveSelfOut: boolean;
	/** How far to look, of `effort.name`; null: at everything. */
	readonly nprobe: number | null;
}

/** What every part of the main search is told. */
interface PartOptions {
	readonly k: number;
	/** Queries answered before this part: for the caller's progress. */
	readonly before: number;
	/** Ends this part alone. */
	readonly stop?: AbortSignal;
}

export interface AnswerOptions extends SearchOptions, PartOptions {
	/** The queries are the vectors of the index one after another: both they and
	 * their neighbours go by the vectors' numbers, not by table rows. */
	readonly byNumber?: boolean;
}

export interface UnitOptions extends PartOptions {
	readonly includeSelf: boolean;
	/** As of SearchOptions. */
	readonly nprobe: number | null;
}
