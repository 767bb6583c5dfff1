/**
 * What the Workers of the native engine do. A job is numbers: addresses of
 * memory that the main thread holds meanwhile (`RunOptions.holds`), handles,
 * sizes. Units are rows unless a job says otherwise.
 */
import type { SearchUnitsArguments } from "../../native/index-search.ts";
import type { CompactRowsArguments, ValueRange } from "../../native/kernels.ts";
import type { WideCandidates, WideSearch } from "../../native/wide-rows.ts";
import type { AnalysisJob } from "../analysis/analysis-jobs.ts";
import type { Metric } from "../options.ts";
import type { RadiusJob } from "../radius/radius-jobs.ts";
import type { IndexKind } from "../summary.ts";
import type { PackBatch } from "../vectors/pack-batch.ts";

/** Columns to the matrix `out` [rows x stride]; marks rows in `invalid`. */
export interface PackJob {
	readonly kind: "pack";
	readonly batches: readonly PackBatch[];
	/** Whether the matrix is float64, else float32. */
	readonly isWide: boolean;
	/** A power of two that what is centred is multiplied with. */
	readonly scale: number;
	readonly range: ValueRange;
	readonly out: number;
	readonly stride: number;
	readonly invalid: number;
	/** float64 [4]: see as_pack_column. */
	readonly magnitudes: number;
}

/** Degrees [rows x 2] to unit vectors [rows x 3], both float64. */
interface UnitVectorsJob {
	readonly kind: "unit-vectors";
	readonly degrees: number;
	readonly out: number;
	readonly invalid: number;
}

/** Marks the rows of a matrix in place that are null or not finite. */
interface CheckJob {
	readonly kind: "check";
	readonly values: number;
	readonly dimension: number;
	/** Row bitmap; 0: none. */
	readonly validity: number;
	readonly offset: number;
	readonly invalid: number;
	/** float64 [4]: see as_pack_column. */
	readonly magnitudes: number;
}

/** Scales rows to length 1, in place. */
interface NormalizeJob {
	readonly kind: "normalize";
	readonly values: number;
	readonly dimension: number;
	readonly isWide: boolean;
}

/** The unmarked rows to `out`, their numbers to `rowNumbers`. One unit. */
interface CompactJob extends CompactRowsArguments {
	readonly kind: "compact";
}

/**
 * What an index reckons in. `float64` and `mixed` are trees over float64 rows:
 * in float64 throughout, or in float32 but for the distances of what is found.
 */
export type Precision = "float32" | "mixed" | "float64";

/** Makes an index over a matrix; its handle is the job's value. One unit. */
export interface CreateJob {
	readonly kind: "create";
	readonly index: IndexKind;
	readonly metric: Metric;
	readonly rows: number;
	readonly dimension: number;
	readonly values: number;
	readonly precision: Precision;
	/** float64 [dimension] less which a mixed tree narrows its rows; 0: nothing. */
	readonly centre: number;
	readonly nlist: number;
	/** FAISS's factory string of kind factory. */
	readonly factory: string | null;
	readonly threads: number;
}

/** Trains an IVF index. One unit. */
interface TrainJob {
	readonly kind: "train";
	readonly index: number;
	readonly rows: number;
	readonly values: number;
	readonly seed: number;
	readonly threads: number;
}

/** Adds rows to an IVF index, in order: for one Worker. */
interface AddJob {
	readonly kind: "add";
	readonly index: number;
	readonly dimension: number;
	readonly values: number;
	readonly threads: number;
}

/** Makes what searches of many queries read. One unit. */
interface PrepareJob {
	readonly kind: "prepare";
	readonly index: number;
	readonly threads: number;
}

/** Neighbours of queries. Units are blocks of `block` queries. */
export interface SearchJob {
	readonly kind: "search";
	readonly index: number;
	readonly queries: number;
	/** Whether they are float64. */
	readonly isWide: boolean;
	readonly rows: number;
	readonly dimension: number;
	readonly block: number;
	/** Table row of the first query, each being left out of its own list; -1:
	 * nothing is left out. */
	readonly firstQuery: number;
	/** 0: indexed vectors are the table's rows. */
	readonly rowNumbers: number;
	readonly k: number;
	readonly nprobe: number;
	readonly distances: number;
	readonly neighbors: number;
}

/** Neighbours of indexed vectors. Units are the index's (leaves), from
 * `firstUnit` on. */
export interface SearchUnitsJob
	extends Omit<SearchUnitsArguments, "first" | "count"> {
	readonly kind: "search-units";
	readonly firstUnit: number;
	/** Vectors in the units before. */
	readonly firstVector: number;
}

/** Writes an index into an open file. One unit. */
interface WriteJob {
	readonly kind: "write";
	readonly index: number;
	readonly fd: number;
}

/** Measures candidates in float64. Units are queries. */
interface MeasureWideJob extends WideCandidates {
	readonly kind: "measure-wide";
}

/** Compares with everything in float64. Units are queries. */
interface SearchWideJob extends WideSearch {
	readonly kind: "search-wide";
}

export type Job =
	| MeasureWideJob
	| SearchWideJob
	| WriteJob
	| PackJob
	| UnitVectorsJob
	| CheckJob
	| NormalizeJob
	| CompactJob
	| CreateJob
	| TrainJob
	| AddJob
	| PrepareJob
	| SearchJob
	| SearchUnitsJob
	| RadiusJob
	| AnalysisJob;
