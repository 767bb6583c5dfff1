import type { Backend, BuiltIndex } from "../backends/backend.ts";
import { chooseExact, type ExactChoice } from "../costs/choose-exact.ts";
import {
	considerLists,
	mayPreferLists,
	ofLists,
	usualLists,
} from "../costs/consider-lists.ts";
import type { Costs } from "../costs/costs.ts";
import {
	type ExpectedSearch,
	estimateSearch,
} from "../costs/estimate-search.ts";
import { keptCosts } from "../costs/kept-costs.ts";
import { prepareKept } from "../kept/prepare-kept.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { KnnControl, KnnRequest } from "../request.ts";
import type { EstimatedSeconds, SearchEstimate } from "../summary.ts";
import type { PackedSources } from "../vectors/pack-sources.ts";
import { blurOf } from "./blur-of.ts";
import { chooseNprobe } from "./choose-nprobe.ts";
import { factoryString } from "./index-choice.ts";
import { isFloat32TooCoarse } from "./is-float32-too-coarse.ts";
import { hasWideColumns, packSearch, searchSources } from "./pack-search.ts";
import { type Plan, planIndex } from "./planner.ts";
import type { PreparedSearch } from "./prepared-search.ts";
import { tellsItself } from "./tells-itself.ts";

/**
 * Decides how to search, packs the columns and builds. What `auto` decides
 * follows from estimated times: which exact search is faster, and whether lists
 * are so much faster that exactness is worth giving up; when nprobe is known
 * and has to be so high that they are not, it is exact after all. Throws as
 * `knn` does.
 */
export async function prepareSearch(
	backend: Backend,
	request: KnnRequest,
	options: CheckedKnnOptions,
	{ onEstimate }: Pick<KnnControl, "onEstimate"> = {},
): Promise<PreparedSearch> {
	const { kept } = request;
	if (kept === undefined)
		return prepareFresh(backend, request, options, onEstimate);
	const found = await prepareKept(backend, kept, request, options, onEstimate);
	if (found !== null) return found;
	const fresh = await prepareFresh(backend, request, options, onEstimate);
	const reason = `${fresh.plan.reason}; ${kept.name} does not suit the sizes of the queries`;
	return { ...fresh, plan: { ...fresh.plan, reason } };
}

/** Prepares a search without an index that is kept. */
async function prepareFresh(
	backend: Backend,
	request: KnnRequest,
	options: CheckedKnnOptions,
	onEstimate: KnnControl["onEstimate"],
): Promise<PreparedSearch> {
	const costs = keptCosts();
	const sources = searchSources(request, options);
	const hasWide = hasWideColumns(sources, options);
	const way = await chooseExact(backend, sources, options, costs, hasWide);
	const holdsWide = way.isTree && hasWide;
	const tell = (expected: ExpectedSearch): SearchEstimate => {
		const estimate = estimateSearch(sources, expected, options);
		onEstimate?.(estimate);
		return estimate;
	};
	const mayBeLists = mayPreferLists(way, options, costs);
	const known = mayBeLists
		? null
		: tell({ ...expectedOf(way, options, costs), isWide: holdsWide });
	const narrow = await packSearch(backend, sources, options, holdsWide);
	// A tree can tell apart what float32 cannot.
	const needsTree = way.isTree && narrow.fit.needsWide;
	const isWide = holdsWide || needsTree;
	const packed =
		isWide === holdsWide
			? narrow
			: await packSearch(backend, sources, options, isWide);
	const { points } = packed;
	const ivf =
		mayBeLists && !needsTree
			? await considerLists(backend, points, way, options, costs)
			: null;
	const estimated = { ...way.estimated, ivf };
	const plan = planFor(packed, way, isWide, estimated, options);
	const seconds = plan.kind === "ivf" ? ivf : exactSeconds(way);
	const estimate = known ?? tell({ kind: plan.kind, isWide, seconds });
	const built =
		plan.kind === "ivf" && isWide
			? await packSearch(backend, sources, options, false)
			: packed;
	const searched = { ...built, estimated, estimate };
	const told = { ...plan, reason: plan.reason + blurOf(built.fit, options) };
	const first = await buildSearch(backend, searched, told, options);
	if (options.index !== "auto" || first.choice === null) return first;
	const lists = { nlist: first.plan.nlist ?? 1, nprobe: first.choice.nprobe };
	const needed = ofLists(costs, way.work, lists, options);
	if (needed.search <= exactSeconds(way)) return first;
	first.index[Symbol.dispose]();
	const none = { ...estimated, ivf: null };
	const exactly = planFor(packed, way, isWide, none, options);
	const reason = `${exactly.reason}${blurOf(packed.fit, options)}; lists would not be faster, ${lists.nprobe} of ${lists.nlist} having to be visited`;
	const ended = { ...estimated, ivf: needed.total };
	const after = { ...packed, estimated: ended, estimate };
	return buildSearch(backend, after, { ...exactly, reason }, options);
}

function planFor(
	{ points, queries, fit }: PackedSources,
	way: ExactChoice,
	isWide: boolean,
	estimated: EstimatedSeconds,
	options: CheckedKnnOptions,
): Plan {
	const { tree, flat, ivf } = estimated;
	return planIndex(options, {
		isTree: way.isTree,
		treeOverFlat: tree === null ? null : tree / flat,
		rows: points.valid.rows,
		queries: queries.matrix.rows,
		dimension: points.all.dimension,
		isWide,
		needsWide: fit.needsWide,
		exactOverLists: ivf === null ? null : exactSeconds(way) / ivf,
	});
}

/** What will be built where `auto` has no choice between exactness and lists. */
function expectedOf(
	way: ExactChoice,
	options: CheckedKnnOptions,
	costs: Costs,
): Omit<ExpectedSearch, "isWide"> {
	const { index } = options;
	if (index === "ivf") {
		return { kind: index, seconds: usualLists(way.work, options, costs).total };
	}
	if (index === "hnsw") return { kind: index, seconds: null };
	if (factoryString(index) !== undefined) {
		return { kind: "factory", seconds: null };
	}
	return { kind: way.isTree ? "tree" : "flat", seconds: exactSeconds(way) };
}

/** Of the better of the exact searches. */
function exactSeconds({ isTree, estimated }: ExactChoice): number {
	return (isTree ? estimated.tree : estimated.flat) ?? 0;
}

/** Builds what is planned, and chooses its nprobe. */
async function buildSearch(
	backend: Backend,
	searched: PackedSources & Pick<PreparedSearch, "estimated" | "estimate">,
	planned: Plan,
	options: CheckedKnnOptions,
): Promise<PreparedSearch> {
	const built = await buildIndex(backend, searched, planned, options);
	const { plan, index } = built;
	if (index.effort === null || plan.nprobe !== null)
		return { ...searched, ...built, choice: null };
	try {
		const wide = tellsItself(plan) ? null : searched.wide;
		const choice = await chooseNprobe(
			{ ...searched, backend, wide },
			index,
			index.effort,
			options,
		);
		const reason = `${plan.reason}; ${choice.reason}`;
		const chosen = { ...plan, nprobe: choice.nprobe, reason };
		return { ...searched, plan: chosen, choice, index };
	} catch (error) {
		index[Symbol.dispose]();
		throw error;
	}
}

/** Builds in float64 what is found too coarse in float32. */
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
