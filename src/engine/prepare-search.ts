import type { Backend, BuiltIndex } from "./backend.ts";
import { centreOf } from "./centre.ts";
import { isFloat32TooCoarse } from "./is-float32-too-coarse.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { PackOptions, Vectors } from "./pack-vectors.ts";
import { placeColumns } from "./place-columns.ts";
import { type Plan, planIndex } from "./planner.ts";
import type { QuerySet } from "./query-set.ts";
import type { KnnRequest } from "./request.ts";

/** All that a search needs. The index is the caller's to dispose. */
export interface PreparedSearch {
	readonly points: Vectors;
	readonly queries: QuerySet;
	readonly plan: Plan;
	readonly index: BuiltIndex;
}

/**
 * Packs the columns, plans and builds. A tree is of float32 rows first; where a
 * sample says that those are too coarse, it is built again of float64 rows.
 * Throws as `knn` does.
 */
export async function prepareSearch(
	backend: Backend,
	request: KnnRequest,
	options: CheckedKnnOptions,
): Promise<PreparedSearch> {
	const { metric, skipInvalid, includeSelf } = options;
	const sources = vectorSources(request, options);
	const centre = metric === "l2" ? centreOf(sources.points) : null;
	const shared = { metric, skipInvalid, centre };
	const { points, queries } = await pack(backend, sources, shared, includeSelf);
	const plan = planIndex(options, {
		rows: points.valid.rows,
		queries: queries.matrix.rows,
		dimension: points.all.dimension,
		hasTree: backend.hasTree,
	});
	const index = await backend.build(plan, points);
	try {
		if (plan.kind !== "tree" || metric !== "l2") {
			return { points, queries, plan, index };
		}
		const question = { ...sources, centre, index, querySet: queries };
		if (!(await isFloat32TooCoarse(question, options))) {
			return { points, queries, plan, index };
		}
	} catch (error) {
		index[Symbol.dispose]();
		throw error;
	}
	index[Symbol.dispose]();
	const wideOptions = { ...shared, isWide: true };
	const wide = await pack(backend, sources, wideOptions, includeSelf);
	const reason = `${plan.reason}, in float64: float32 cannot tell near ones apart`;
	const finer = await backend.build(plan, wide.points);
	return { ...wide, plan: { ...plan, reason }, index: finer };
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

async function pack(
	backend: Backend,
	sources: Sources,
	shared: Omit<PackOptions, "role">,
	includeSelf: boolean,
): Promise<{ points: Vectors; queries: QuerySet }> {
	const points = await backend.pack(sources.points, {
		...shared,
		role: "points",
	});
	if (sources.queries === undefined) {
		const { all: matrix, invalid } = points;
		const areThePoints = true;
		const leaveSelfOut = !includeSelf;
		return { points, queries: { matrix, invalid, areThePoints, leaveSelfOut } };
	}
	const { all: matrix, invalid } = await backend.pack(sources.queries, {
		...shared,
		role: "queries",
	});
	const apart = { areThePoints: false, leaveSelfOut: false };
	return { points, queries: { matrix, invalid, ...apart } };
}
