import type { QuerySet } from "../answers/query-set.ts";
import type { Backend } from "../backends/backend.ts";
import type { KnnRequest } from "../request.ts";
import { fitScale, type ScaleFit, type ScaleQuestion } from "./fit-scale.ts";
import type { PackedRows, PackOptions } from "./pack-rows.ts";
import type { Vectors } from "./sift-rows.ts";

/** Points and queries as the search takes them. */
export interface PackedSources {
	readonly points: Vectors;
	readonly queries: QuerySet;
	readonly fit: ScaleFit;
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
	if (queries === null || sources.queries === undefined) {
		return { points: vectors, queries: own(vectors, includeSelf), fit };
	}
	const asked = await sift(queries, "queries", sources.queries);
	const { all: matrix, invalid } = asked;
	const apart = { asked: null, areThePoints: false, leaveSelfOut: false };
	return { points: vectors, queries: { matrix, invalid, ...apart }, fit };
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

/** The points ask for their own neighbours. */
function own(points: Vectors, includeSelf: boolean): QuerySet {
	const { all: matrix, invalid, valid, rowNumbers } = points;
	// There is room for more rows than are valid.
	const names = rowNumbers?.subarray(0, valid.rows);
	const asked = names ? { matrix: valid, rowNumbers: names } : null;
	const kind = { areThePoints: true, leaveSelfOut: !includeSelf };
	return { matrix, invalid, asked, ...kind };
}
