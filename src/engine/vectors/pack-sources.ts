import type { QuerySet } from "../answers/query-set.ts";
import type { Backend } from "../backends/backend.ts";
import type { KnnRequest } from "../request.ts";
import { fitScale, type ScaleFit, type ScaleQuestion } from "./fit-scale.ts";
import { markExcluded } from "./invalid-rows.ts";
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
	pack(): Promise<WidePair>;
}

/** Float64 rows, all of the tables, centred and scaled as the narrow ones. */
export interface WidePair {
	readonly points: Matrix;
	readonly queries: Matrix;
	/** Not 0 for a row that is no point. */
	readonly invalid: Uint8Array;
}

/** Points that are in an index already. */
export interface SettledPoints {
	/** Of which only the shape is known; absent: the table's are read. */
	readonly vectors?: Vectors | undefined;
	/** What they were multiplied with. */
	readonly scale: number;
}

type Sources = Pick<KnnRequest, "points" | "queries">;
type Shared = Omit<PackOptions, "role" | "scale">;

/**
 * Packs the points, unless they are given already, and the queries: once more,
 * brought to another size, where they turn out too small or too large for
 * float32.
 */
export async function packSources(
	backend: Backend,
	sources: Sources,
	shared: Shared,
	includeSelf: boolean,
	settled?: SettledPoints,
): Promise<PackedSources> {
	const asTheyAre = { points: settled?.scale ?? 1, queries: 1 };
	if (shared.metric === "l2") asTheyAre.queries = asTheyAre.points;
	const isRead = settled?.vectors === undefined;
	const read = { ...sources, isRead };
	const first = await packBoth(backend, read, shared, asTheyAre);
	const fit = fitScale(questionOf(sources, shared, first, asTheyAre, settled));
	const isDirection = shared.metric === "cosine" && fit.needsWide;
	const isFit =
		fit.points === asTheyAre.points &&
		fit.queries === asTheyAre.queries &&
		!isDirection;
	// Directions are found in float64 where float32 does not hold their rows.
	const again = { ...shared, isWide: shared.isWide || isDirection };
	const { points, queries } = isFit
		? first
		: await packBoth(backend, read, again, fit);
	const sift = (
		rows: PackedRows,
		role: PackOptions["role"],
		source: KnnRequest["points"],
	) => backend.sift(rows, source, { ...shared, role });
	const vectors =
		points === null
			? (settled?.vectors as Vectors)
			: await sift(points, "points", sources.points);
	const wide = wideSource(backend, sources, shared, { points, queries }, fit);
	if (queries === null || sources.queries === undefined) {
		return { points: vectors, queries: own(vectors, includeSelf), fit, wide };
	}
	const asked = await sift(queries, "queries", sources.queries);
	const { all: matrix, invalid } = asked;
	const apart = { asked: null, areThePoints: false, leaveSelfOut: false };
	return { points: vectors, queries: { matrix, invalid, ...apart }, fit, wide };
}

interface BothRows {
	/** Null: they were not read. */
	readonly points: PackedRows | null;
	/** Null: the points are asked. */
	readonly queries: PackedRows | null;
}

async function packBoth(
	backend: Backend,
	{ points, queries, isRead }: Sources & { readonly isRead: boolean },
	shared: Shared,
	scales: Pick<ScaleFit, "points" | "queries">,
): Promise<BothRows> {
	const scaled = (role: PackOptions["role"]): PackOptions => ({
		...shared,
		role,
		scale: scales[role],
	});
	return {
		points: isRead ? await backend.pack(points, scaled("points")) : null,
		queries: queries ? await backend.pack(queries, scaled("queries")) : null,
	};
}

function questionOf(
	{ points: { dimension } }: Sources,
	{ metric, isWide }: Shared,
	{ points, queries }: BothRows,
	scales: Pick<ScaleFit, "points" | "queries">,
	settled: SettledPoints | undefined,
): ScaleQuestion {
	const sizes = (rows: PackedRows | null, scale: number) =>
		rows?.magnitudes.map((size) => size / scale);
	const own = sizes(points, scales.points) ?? [Infinity, 0];
	const asked = sizes(queries, scales.queries) ?? own;
	const shape = { metric, isWide, dimension, points: own, queries: asked };
	return settled ? { ...shape, settled: settled.scale } : shape;
}

/** What narrowed rows were, where they were others: for distances, which it may
 * change. Products and directions stay what float32 makes of them. */
function wideSource(
	backend: Backend,
	sources: Sources,
	shared: Shared,
	narrow: BothRows,
	scales: Pick<ScaleFit, "points" | "queries">,
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
	return {
		longest,
		async pack() {
			const read = { ...sources, isRead: true };
			const wide = { ...shared, isWide: true };
			const packed = await packBoth(backend, read, wide, scales);
			const { all: points, invalid } = packed.points as PackedRows;
			markExcluded(invalid, sources.points.filter);
			return { points, queries: packed.queries?.all ?? points, invalid };
		},
	};
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
