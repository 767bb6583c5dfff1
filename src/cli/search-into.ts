import type { ResultSink } from "../engine/answers/result-sink.ts";
import type { KnnOptions } from "../engine/options.ts";
import type { RadiusSummary } from "../engine/radius/radius-summary.ts";
import type { KnnControl, KnnRequest } from "../engine/request.ts";
import type { KnnSummary } from "../engine/summary.ts";
import { DistanceKeeper } from "./output/distance-keeper.ts";
import { ListTarget } from "./output/list-target.ts";
import type {
	ResultShape,
	ResultTarget,
	WriteControl,
} from "./output/result-shape.ts";
import { checkUsageOf } from "./usage-error.ts";

/** What a search found, and when its steps ended (performance.now()). */
export interface Searched {
	readonly summary: KnnSummary | RadiusSummary;
	/** Of all neighbours, in no order; null unless asked for. */
	readonly distances: Float32Array | null;
	readonly searchingAt: number;
	readonly searchedAt: number;
}

interface SearchIntoOptions extends KnnOptions {
	readonly sources: Pick<KnnRequest, "points" | "queries">;
	/** Null: answers are counted and forgotten. */
	readonly target: ResultTarget | null;
	/** Whether the distances are wanted as well. */
	readonly keepsDistances: boolean;
	readonly control: KnnControl & WriteControl;
}

const nowhere: ResultSink = { kind: "blocks", write() {} };

/**
 * Searches, and has the target take what is found while it is; all within a
 * radius are counted first. Throws as the search and the target do.
 */
export async function searchInto(
	options: SearchIntoOptions,
): Promise<Searched> {
	const { radius } = options;
	return radius === undefined
		? await searchNearest(options)
		: await searchLists(options, radius);
}

async function searchNearest({
	sources,
	target,
	keepsDistances,
	control,
	...how
}: SearchIntoOptions): Promise<Searched> {
	const { checkKnnOptions } = await import("../engine/options.ts");
	const { searchNeighbors } = await import(
		"../engine/answers/search-neighbors.ts"
	);
	const { rowCount: rows } = sources.queries ?? sources.points;
	const shape: ResultShape = { rows, k: checkKnnOptions(how).k };
	const keeper = keepsDistances ? new DistanceKeeper(shape) : null;
	const search = async (sink: ResultSink): Promise<Searched> => {
		const searchingAt = performance.now();
		const request = { ...how, ...sources };
		const through = keeper?.before(sink) ?? sink;
		const summary = await checkUsageOf(
			searchNeighbors(request, through, control),
		);
		keeper?.after(sink);
		const distances = keeper?.distances ?? null;
		const searchedAt = performance.now();
		return { summary, distances, searchingAt, searchedAt };
	};
	return target === null
		? await search(nowhere)
		: await target.receive(shape, search, control);
}

async function searchLists(
	{ sources, target, control, keepsDistances, ...how }: SearchIntoOptions,
	radius: number,
): Promise<Searched> {
	const { searchWithin } = await import("../engine/radius/search-within.ts");
	const searchingAt = performance.now();
	const lists = new ListTarget(target, keepsDistances, control);
	const summary = await checkUsageOf(
		searchWithin({ ...how, ...sources, radius }, lists, control),
	);
	const { distances, searchedAt } = lists;
	return { summary, distances, searchingAt, searchedAt };
}
