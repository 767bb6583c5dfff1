import { layoutColumns } from "../arrow/layout-columns.ts";
import type { ResultSink } from "../engine/answers/result-sink.ts";
import type { KnnOptions } from "../engine/options.ts";
import { prepareKnn } from "../engine/radius/knn-or-radius.ts";
import type { RadiusSummary } from "../engine/radius/radius-summary.ts";
import type { KnnControl, KnnRequest } from "../engine/request.ts";
import type { KnnSummary } from "../engine/summary.ts";
import { DistanceKeeper } from "./output/distance-keeper.ts";
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

const nowhere: ResultSink = { kind: "blocks", forgets: true, write() {} };

/**
 * Searches, and has the target take the k nearest while they are found; all
 * within a radius are found first and written then. Throws as the search and
 * the target do.
 */
export async function searchInto(
	options: SearchIntoOptions,
): Promise<Searched> {
	return options.radius === undefined
		? await searchNearest(options)
		: await searchWithin(options);
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

async function searchWithin({
	sources,
	target,
	control,
	keepsDistances: _,
	...how
}: SearchIntoOptions): Promise<Searched> {
	const search = prepareKnn(how);
	const searchingAt = performance.now();
	const { result, columns } = await checkUsageOf(search(sources, control));
	const searchedAt = performance.now();
	const { summary, distances } = result;
	if (target !== null) {
		const { rowCount } = sources.queries ?? sources.points;
		const layout = layoutColumns(columns(), rowCount);
		await target.write(layout, control);
	}
	return { summary, distances, searchingAt, searchedAt };
}
