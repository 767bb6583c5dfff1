import type { Backend } from "../backends/backend.ts";
import { mostTreeDimensions } from "../costs/choose-exact.ts";
import { estimateSearch } from "../costs/estimate-search.ts";
import { flatSeconds } from "../costs/estimate-seconds.ts";
import { keptCosts } from "../costs/kept-costs.ts";
import type { CheckedKnnOptions } from "../options.ts";
import { blurOf } from "../planning/blur-of.ts";
import { chooseNprobe } from "../planning/choose-nprobe.ts";
import { searchSources } from "../planning/pack-search.ts";
import type { Plan } from "../planning/planner.ts";
import type { PreparedSearch } from "../planning/prepared-search.ts";
import { tellsItself } from "../planning/tells-itself.ts";
import type { KnnControl, KnnRequest } from "../request.ts";
import type { EstimatedSeconds } from "../summary.ts";
import { type FittedSources, fitSources } from "../vectors/fit-sources.ts";
import { siftSources } from "../vectors/pack-sources.ts";
import type { KeptIndex } from "./kept-index.ts";
import type { KeptDescription } from "./kept-tail.ts";
import { unreadPoints } from "./open-kept-index.ts";

/**
 * Prepares a search in an index that is kept: nothing is built, and the points
 * are read only where they are the queries, or recall is asked about. Throws as
 * `knn` does.
 * @returns null: nobody named the index, and its scale does not suit the queries
 */
export async function prepareKept(
	backend: Backend,
	kept: KeptIndex,
	request: KnnRequest,
	options: CheckedKnnOptions,
	onEstimate?: KnnControl["onEstimate"],
): Promise<PreparedSearch | null> {
	const { description, rowNumbers } = kept;
	const { metric, skipInvalid, includeSelf } = options;
	const centre = description.centre && Float64Array.from(description.centre);
	const isWide = description.precision !== "float32";
	const shared = { metric, skipInvalid, centre, isWide };
	const sources = searchSources(request, options);
	const asked = options.nprobe ?? options.efSearch;
	const isChosenAnew =
		asked === null &&
		(request.recallTarget !== undefined || options.k > description.k);
	// A tree has its own points, and whoever left none out need not look for any.
	const hasAll = description.kind === "tree" && rowNumbers === null;
	const readsPoints =
		!hasAll &&
		(request.queries === undefined || isChosenAnew || options.recallSample > 0);
	const vectors = readsPoints ? undefined : unreadPoints(request.points, kept);
	const estimated = comparingWithAll(request, options);
	const { kind } = description;
	const seconds = kind === "flat" ? estimated.flat : null;
	const expected = { kind, isWide: false, seconds };
	const estimate = estimateSearch(request, expected, options);
	const settled = { vectors, scale: description.scale };
	if (!kept.isFound) onEstimate?.(estimate);
	const fitted = await fitSources(backend, sources, shared, settled);
	if (kept.isFound) {
		if (isUnfit(fitted, description)) return null;
		onEstimate?.(estimate);
	}
	const packed = await siftSources(
		backend,
		sources,
		shared,
		fitted,
		includeSelf,
	);
	const points = { ...packed.points, rowNumbers };
	const found = planKept(kept);
	const plan = { ...found, reason: found.reason + blurOf(packed.fit, options) };
	const { index, carried } = backend.open(kept, plan, points);
	const prepared = {
		...packed,
		points,
		index,
		estimated,
		estimate,
	};
	if (index.effort === null || !isChosenAnew) {
		const nprobe = index.effort === null ? null : (asked ?? carried);
		return { ...prepared, plan: { ...plan, nprobe }, choice: null };
	}
	try {
		const { effort } = index;
		const wide = tellsItself(plan) ? null : packed.wide;
		const choice = await chooseNprobe(
			{ ...packed, backend, points, wide },
			index,
			effort,
			options,
		);
		const reason = `${plan.reason}; ${choice.reason}`;
		return {
			...prepared,
			plan: { ...plan, nprobe: choice.nprobe, reason },
			choice,
		};
	} catch (error) {
		index[Symbol.dispose]();
		throw error;
	}
}

/** Whether a search without the index may answer what one with it cannot: it is
 * free to choose a scale, and trees compare in float64. */
function isUnfit(
	{ fit, isTooLarge }: FittedSources,
	{ metric, dimension }: KeptDescription,
): boolean {
	const mayBeTree = metric === "l2" && dimension <= mostTreeDimensions;
	return isTooLarge || (fit.blur > 0 && mayBeTree);
}

/** What comparing with all would take: nothing else was thought of. */
function comparingWithAll(
	{ points, queries }: KnnRequest,
	{ k, cores }: CheckedKnnOptions,
): EstimatedSeconds {
	const { rowCount: rows, dimension } = points;
	const asked = (queries ?? points).rowCount;
	const anywhere = { spread: dimension, near: 1 };
	const work = { rows, queries: asked, dimension, ...anywhere, k };
	const flat = flatSeconds(keptCosts(), work, cores).total;
	return { tree: null, flat, ivf: null };
}

function planKept({ name, description, isFound }: KeptIndex): Plan {
	const { kind, table, version, recall, k } = description;
	const goal =
		recall === null ? "" : `, for recall ${recall} of ${k} neighbours`;
	return {
		kind,
		nlist: null,
		nprobe: null,
		factory: null,
		precision: description.precision,
		reason: isFound
			? `index ${name}, built for version ${version}${goal}, is on the shelf`
			: `the index ${name} is kept, of version ${version} of ${table}`,
	};
}
