import type { Backend } from "../backends/backend.ts";
import type { KnnRequest } from "../request.ts";
import { fitScale, type ScaleFit, type ScaleQuestion } from "./fit-scale.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";
import type { Vectors } from "./sift-rows.ts";

/** Points that are in an index already. */
export interface SettledPoints {
	/** Of which only the shape is known; absent: the table's are read. */
	readonly vectors?: Vectors | undefined;
	/** What they were multiplied with. */
	readonly scale: number;
}

export type Sources = Pick<KnnRequest, "points" | "queries">;
/** How both are packed. */
export type SharedOptions = Omit<PackOptions, "role" | "scale">;

/** Rows of points and queries at a size that suits both. */
export interface FittedSources extends BothRows {
	readonly fit: ScaleFit;
	readonly settled: SettledPoints | undefined;
	/** Some of the queries are finite and still too large to be compared. */
	readonly isTooLarge: boolean;
}

/**
 * Packs the points, unless they are given already, and the queries: once more,
 * brought to another size, where they turn out too small or too large for
 * float32.
 */
export async function fitSources(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	settled?: SettledPoints,
): Promise<FittedSources> {
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
	const rows = isFit ? first : await packBoth(backend, read, again, fit);
	const [, , , refused = 0] = rows.queries?.magnitudes ?? [];
	return { ...rows, fit, settled, isTooLarge: refused > 0 };
}

/** Rows before anyone has decided about those that are marked. */
interface BothRows {
	/** Null: they were not read. */
	readonly points: PackedRows | null;
	/** Null: the points are asked. */
	readonly queries: PackedRows | null;
}

/** Packs points and queries, the points only if they are to be read. */
export async function packBoth(
	backend: Backend,
	{ points, queries, isRead }: Sources & { readonly isRead: boolean },
	shared: SharedOptions,
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
	{ metric, isWide }: SharedOptions,
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
