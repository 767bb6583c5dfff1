import { filteredVectors } from "../arrow/filtered-vectors.ts";
import { checkWhere } from "../arrow/where/check-where.ts";
import type { KeptIndex } from "../engine/kept/kept-index.ts";
import type { KnnOptions as EngineOptions } from "../engine/options.ts";
import type { KnnControl } from "../engine/request.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { checkColumns } from "./check-columns.ts";
import { findKeptIndex } from "./find-kept-index.ts";
import { checkOutput } from "./knn-output.ts";
import { openVectors } from "./knn-source.ts";
import type { NearestNeighbors } from "./nearest-neighbors.ts";
import type { NeighborsWithin } from "./neighbors-within.ts";
import { openKeptIndex } from "./open-kept-index.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";
import { resultTable } from "./result-table.ts";
import type { SegmentLease } from "./segment-lease.ts";
import type { TableInput } from "./table-input.ts";

/** How to search; every option of `arrowshelf knn` under the same name. */
export interface KnnOptions extends EngineOptions, KnnControl {
	/** Columns to search in; default the one fixed-size list, else all numeric
	 * columns. Queries use the same names; by default the points', if they have
	 * them all. */
	readonly columns?: readonly string[] | undefined;
	/** Conditions on columns of this table that its rows have to meet, such as
	 * `"speed > 3 and city = 'Bern'"`; several are joined by and. Other rows are
	 * nobody's neighbours, and get none where the points are the queries. */
	readonly where?: string | readonly string[] | undefined;
	/** Whose neighbours to find: a key, a lease or a table of your own. Default
	 * the points themselves, each left out of its own list. */
	readonly queries?: ShelvedTable | TableInput | undefined;
	/** Puts the result on the shelf under this key as well. */
	readonly output?: string | undefined;
	/** Replaces what is under `output`. */
	readonly replace?: boolean | undefined;
}

/**
 * Searches a table on the shelf in this process, with Workers, in place.
 * Everything it reads is held until the search is over.
 */
export async function searchShelf(
	channel: Channel,
	source: ShelvedTable,
	options: KnnOptions,
): Promise<NearestNeighbors | NeighborsWithin> {
	const { columns, queries, output, replace, where, ...rest } = options;
	const { signal, onProgress, onEstimate, ...how } = rest;
	const { prepareKnn } = await import("../engine/radius/knn-or-radius.ts");
	const searchFor = prepareKnn(how);
	checkColumns(columns);
	const filters = checkWhere(where);
	throwIfCancelled(signal, "search");

	const startedAt = performance.now();
	const putOptions = { replace: replace ?? false, signal };
	if (output !== undefined) await checkOutput(channel, output, putOptions);
	using held = new DisposableStack();
	const lease = await openTableSource(channel, source, held);
	const named = await keptIndexFor(channel, lease, options, held);
	const metric = named?.description.metric ?? how.metric;
	const choice = { columns: named?.description.columns ?? columns };
	const points = await filteredVectors(
		lease.file,
		{ ...choice, where: filters },
		{ signal, onProgress },
	);
	const asked =
		queries === undefined
			? undefined
			: await openVectors(channel, queries, columns, held, points);

	const queryCount = (asked ?? points).rowCount;
	const search = { points, queryCount, options: how };
	const kept = named ?? (await findKeptIndex(channel, lease, search, held));

	const loadedAt = performance.now();
	const sources = { points, queries: asked, kept, metric };
	const control = { signal, onProgress, onEstimate };
	if (output !== undefined) {
		const begun = { startedAt, loadedAt };
		const { radius } = how;
		if (radius !== undefined) {
			const request = { ...how, ...sources, radius };
			const { listOntoShelf } = await import("./list-onto-shelf.ts");
			return await listOntoShelf(
				channel,
				output,
				request,
				control,
				putOptions,
				begun,
			);
		}
		const request = { ...how, ...sources };
		const { searchOntoShelf } = await import("./search-onto-shelf.ts");
		return await searchOntoShelf(
			channel,
			output,
			request,
			control,
			putOptions,
			begun,
		);
	}
	const { result, columns: columnsOf } = await searchFor(sources, control);
	const found = columnsOf();
	const searchedAt = performance.now();
	const { completeSummary } = await import("../engine/complete-summary.ts");
	const summary = completeSummary(
		result.summary,
		{ startedAt, loadedAt, searchedAt, writtenAt: searchedAt },
		null,
	);
	const table = await resultTable(found, queryCount);
	const nothing = { [Symbol.dispose]() {} };
	return { ...result, table, summary, ...nothing } as
		| NearestNeighbors
		| NeighborsWithin;
}

/** The index that `shelf:KEY` names; undefined: none is named. */
async function keptIndexFor(
	channel: Channel,
	table: SegmentLease,
	{ index, columns, metric }: KnnOptions,
	held: DisposableStack,
): Promise<KeptIndex | undefined> {
	const { keptKey } = await import("../engine/planning/index-choice.ts");
	const key = keptKey(index);
	if (key === undefined) return undefined;
	return await openKeptIndex(channel, key, table, { columns, metric }, held);
}
