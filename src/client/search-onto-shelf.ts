import type { SearchTimes } from "../engine/complete-summary.ts";
import type { KnnControl, KnnRequest } from "../engine/request.ts";
import type { KnnSummary } from "../engine/summary.ts";
import type { ShelfOutput } from "./begin-search.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { openTable } from "./open-table.ts";
import { ShelvedNeighbors } from "./shelved-neighbors.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * Searches, and has the Workers write every answer where it belongs in a new
 * segment: the result is nowhere else, and may be larger than an array holds. The
 * last argument says when the search's own time began, and its sources were there.
 * @throws as `searchNeighbors` and `writeSegment` do; nothing is left then
 */
export async function searchOntoShelf(
	channel: Channel,
	{ key, replace, signal }: ShelfOutput,
	request: KnnRequest,
	control: KnnControl,
	{ startedAt, loadedAt }: Pick<SearchTimes, "startedAt" | "loadedAt">,
): Promise<ShelvedNeighbors> {
	const { checkKnnOptions } = await import("../engine/options.ts");
	const { completeSummary } = await import("../engine/complete-summary.ts");
	const { ResultFile } = await import("../engine/answers/result-file.ts");
	const { searchNeighbors } = await import(
		"../engine/answers/search-neighbors.ts"
	);
	const { k } = checkKnnOptions(request);
	const { rowCount: rows } = request.queries ?? request.points;
	using file = new ResultFile(rows, k);
	const found: [KnnSummary, Pick<SearchTimes, "searchingAt" | "searchedAt">][] =
		[];
	const { version } = await writeSegment(
		channel,
		{ key, kind: "table", bytes: file.byteLength, replace },
		async (fd) => {
			const searchingAt = performance.now();
			const summary = await searchNeighbors(request, file.open(fd), control);
			found.push([summary, { searchingAt, searchedAt: performance.now() }]);
			await file.finish(fd, () => throwIfCancelled(signal, "search"));
		},
	);
	const [summary, times] = found[0] as (typeof found)[number];
	const ended = { startedAt, loadedAt, ...times, writtenAt: performance.now() };
	return new ShelvedNeighbors(
		await openTable(channel, key, { version }),
		completeSummary(summary, ended, `shelf:${key}`),
	);
}
