import type { Backend, BuiltIndex } from "./backend.ts";
import { centreOf } from "./centre.ts";
import { chooseNprobe, type NprobeChoice } from "./choose-nprobe.ts";
import { isFloat32TooCoarse } from "./is-float32-too-coarse.ts";
import { isWideColumn } from "./is-wide-column.ts";
import type { CheckedKnnOptions } from "./options.ts";
import { type PackedSources, packSources } from "./pack-sources.ts";
import type { Vectors } from "./pack-vectors.ts";
import { placeColumns } from "./place-columns.ts";
import { type Plan, planIndex, suitsTree } from "./planner.ts";
import { prepareKept } from "./prepare-kept.ts";
import type { QuerySet } from "./query-set.ts";
import type { KnnRequest } from "./request.ts";

/** All that a search needs. The index is the caller's to dispose. */
export interface PreparedSearch {
	readonly points: Vectors;
	readonly queries: QuerySet;
	/** Its nprobe is known where the index has an effort. */
	readonly plan: Plan;
	/** How nprobe was chosen; null: it was given, or there are no lists. */
	readonly choice: NprobeChoice | null;
	readonly index: BuiltIndex;
}

/**
 * Packs the columns, plans and builds. A tree finds in float32 first; where a
 * sample says that this is too coarse, it is built again in float64. Throws as
 * `knn` does.
 */
export async function prepareSearch(
	backend: Backend,
	request: KnnRequest,
	options: CheckedKnnOptions,
): Promise<PreparedSearch> {
	if (request.kept !== undefined) {
		return prepareKept(backend, request.kept, request, options);
	}
	const { metric, skipInvalid, includeSelf } = options;
	const sources = vectorSources(request, options);
	const centre = metric === "l2" ? centreOf(sources.points) : null;
	const isWide = hasWideTree(backend, sources, options);
	const shared = { metric, skipInvalid, centre, isWide };
	const packed = await packSources(backend, sources, shared, includeSelf);
	const { points, queries } = packed;
	const plan = planIndex(options, {
		rows: points.valid.rows,
		queries: queries.matrix.rows,
		dimension: points.all.dimension,
		hasTree: backend.hasTree,
		isWide,
	});
	const built = await buildIndex(backend, packed, plan, options);
	const { index } = built;
	if (index.effort === null || built.plan.nprobe !== null)
		return { ...packed, ...built, choice: null };
	try {
		const choice = await chooseNprobe(
			backend,
			index,
			index.effort,
			points,
			queries,
			options,
		);
		const reason = `${plan.reason}; ${choice.reason}`;
		const chosen = { ...plan, nprobe: choice.nprobe, reason };
		return { ...packed, plan: chosen, choice, index };
	} catch (error) {
		index[Symbol.dispose]();
		throw error;
	}
}

type Sources = Pick<KnnRequest, "points" | "queries">;

function vectorSources(
	{ points, queries }: KnnRequest,
	{ metric }: CheckedKnnOptions,
): Sources {
	return metric === "haversine"
		? {
				points: placeColumns(points),
				queries: queries && placeColumns(queries),
			}
		: { points, queries };
}

/** Whether there will be a tree, over columns that float32 may not hold. */
function hasWideTree(
	{ hasTree }: Backend,
	{ points, queries }: Sources,
	options: CheckedKnnOptions,
): boolean {
	if (!hasTree || !suitsTree(options, points)) return false;
	if (options.metric === "haversine") return true;
	return [...points.columns, ...(queries?.columns ?? [])].some(isWideColumn);
}

/** Builds what is planned, and again in float64 where float32 is too coarse. */
async function buildIndex(
	backend: Backend,
	{ points, queries }: PackedSources,
	plan: Plan,
	options: CheckedKnnOptions,
): Promise<{ plan: Plan; index: BuiltIndex }> {
	const index = await backend.build(plan, points);
	if (plan.precision !== "mixed") return { plan, index };
	try {
		const isFine = !(await isFloat32TooCoarse(index, points, queries, options));
		if (isFine) return { plan, index };
	} catch (error) {
		index[Symbol.dispose]();
		throw error;
	}
	index[Symbol.dispose]();
	const reason = `${plan.reason}, in float64: float32 cannot tell near rows apart`;
	const finer = { ...plan, precision: "float64", reason } as const;
	return { plan: finer, index: await backend.build(finer, points) };
}
