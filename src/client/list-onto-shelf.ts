import type { SearchTimes } from "../engine/complete-summary.ts";
import type { RadiusRequest } from "../engine/radius/search-within.ts";
import type { KnnControl } from "../engine/request.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import type { KnnOutputOptions } from "./knn-output.ts";
import { openTable } from "./open-table.ts";
import { ShelvedLists } from "./shelved-lists.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * Finds all within a radius, and has the Workers write every list where it
 * belongs in a new segment: the result is nowhere else, and may be larger than
 * arrays hold.
 * @param begun when the search's own time began, and its sources were there
 * @throws as `searchWithin` and `writeSegment` do; nothing is left then
 */
export async function listOntoShelf(
	channel: Channel,
	key: string,
	request: RadiusRequest,
	control: KnnControl,
	{ replace, signal }: KnnOutputOptions,
	begun: Pick<SearchTimes, "startedAt" | "loadedAt">,
): Promise<ShelvedLists> {
	const { completeSummary } = await import("../engine/complete-summary.ts");
	const { ListFile } = await import("../engine/radius/list-file.ts");
	const { searchWithin } = await import("../engine/radius/search-within.ts");
	const searchingAt = performance.now();
	let [searchedAt, version] = [searchingAt, 0];
	const summary = await searchWithin(
		request,
		{
			async take(counts, list) {
				using file = await ListFile.of(counts);
				const sealed = await writeSegment(
					channel,
					{ key, kind: "table", bytes: file.byteLength, replace },
					async (fd) => {
						await list(await file.open(fd));
						searchedAt = performance.now();
						await file.finish(fd, () => throwIfCancelled(signal, "search"));
					},
				);
				version = sealed.version;
			},
		},
		control,
	);
	const writtenAt = performance.now();
	const ended = { ...begun, searchingAt, searchedAt, writtenAt };
	return new ShelvedLists(
		await openTable(channel, key, { version }),
		completeSummary(summary, ended, `shelf:${key}`),
	);
}
