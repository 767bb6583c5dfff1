import type { QuerySet } from "../answers/query-set.ts";
import type { Backend } from "../backends/backend.ts";
import { divideCentre } from "./divide-centre.ts";
import type { ScaleFit } from "./fit-scale.ts";
import {
	type FittedSources,
	fitSources,
	packBoth,
	type SharedOptions,
	type Sources,
} from "./fit-sources.ts";
import { isWideColumn } from "./is-wide-column.ts";
import type { Matrix } from "./matrix.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";
import type { Vectors } from "./sift-rows.ts";

/** Points and queries as the search takes them. */
export interface PackedSources {
	readonly points: Vectors;
	readonly queries: QuerySet;
	readonly fit: ScaleFit;
	/** Null: narrowing changed nothing, or is told by other means. */
	readonly wide: WideSource | null;
}

/** The same rows in float64. */
export interface WideSource {
	/** No query is longer, as packed. */
	readonly longest: number;
	/** Packs them when it is called first. */
	pack(): Promise<WidePair>;
}

/** Float64 rows, all of the tables, scaled as the narrow ones. */
export interface WidePair {
	readonly points: Matrix;
	readonly queries: Matrix;
	/** Less which they were narrowed [dimension]; null: nothing. */
	readonly centre: Float64Array | null;
	/** Not 0 for a row that is no point. */
	readonly invalid: Uint8Array;
}

/** Packs points and queries at a size that suits both: see `fitSources`. */
export async function packSources(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	includeSelf: boolean,
): Promise<PackedSources> {
	const fitted = await fitSources(backend, sources, shared);
	return await siftSources(backend, sources, shared, fitted, includeSelf);
}

/** Leaves out the rows that cannot be searched. Throws as `siftRows` does. */
export async function siftSources(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	fitted: FittedSources,
	includeSelf: boolean,
): Promise<PackedSources> {
	const { points, queries, fit, settled } = fitted;
	const sift = (rows: PackedRows, role: PackOptions["role"]) =>
		backend.sift(rows, { ...shared, role });
	const vectors =
		points === null
			? (settled?.vectors as Vectors)
			: await sift(points, "points");
	const wide = wideSource(backend, sources, shared, fitted);
	if (queries === null) {
		return { points: vectors, queries: own(vectors, includeSelf), fit, wide };
	}
	const asked = await sift(queries, "queries");
	const { all: matrix, invalid } = asked;
	const apart = { asked: null, areThePoints: false, leaveSelfOut: false };
	return { points: vectors, queries: { matrix, invalid, ...apart }, fit, wide };
}

/** What narrowed rows were, where they were others: for distances, which it may
 * change. Products and directions stay what float32 makes of them. */
function wideSource(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	{ fit: scales, ...narrow }: FittedSources,
): WideSource | null {
	if (shared.metric !== "l2" || shared.isWide) return null;
	const isRounded =
		narrow.points === null
			? sources.points.columns.some(isWideColumn)
			: roundingOf(narrow.points) > 0;
	const asked = narrow.queries ?? narrow.points;
	if (!isRounded && (asked === null || roundingOf(asked) === 0)) return null;
	const [, most = 0] = asked?.magnitudes ?? [0, Infinity];
	const longest = most * Math.sqrt(sources.points.dimension);
	let packing: Promise<WidePair> | undefined;
	return {
		longest,
		pack: () => {
			packing ??= packPair();
			return packing;
		},
	};

	async function packPair(): Promise<WidePair> {
		const read = { ...sources, isRead: true };
		const { whole, rest } = divideCentre(sources.points, shared.centre);
		const range = "float64" as const;
		const wide = { ...shared, isWide: true, range, centre: whole };
		const packed = await packBoth(backend, read, wide, scales);
		const { all: points, invalid: own } = packed.points as PackedRows;
		const invalid = narrow.points?.invalid ?? own;
		const queries = packed.queries?.all ?? points;
		const centre = rest?.map((value) => value * scales.points) ?? null;
		return { points, queries, centre, invalid };
	}
}

function roundingOf({ magnitudes }: PackedRows): number {
	return magnitudes[2] ?? 0;
}

/** The points ask for their own neighbours. */
function own(points: Vectors, includeSelf: boolean): QuerySet {
	const { all: matrix, invalid, valid, rowNumbers } = points;
	// There is room for more rows than are valid.
	const names = rowNumbers?.subarray(0, valid.rows);
	const asked = names ? { matrix: valid, rowNumbers: names } : null;
	const kind = { areThePoints: true, leaveSelfOut: !includeSelf };
	return { matrix, invalid, asked, ...kind };
}
