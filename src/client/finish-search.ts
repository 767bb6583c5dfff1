import type { Table } from "apache-arrow";
import type { OutputColumn } from "../arrow/layout-columns.ts";
import type { KnnSummary } from "../engine/summary.ts";
import type { BegunSearch } from "./begin-search.ts";
import type { Channel } from "./channel.ts";
import { putResult } from "./knn-output.ts";
import { resultTable } from "./result-table.ts";

/** What a search found, in memory. */
interface Found<Summary> {
	readonly columns: readonly OutputColumn[];
	readonly rowCount: number;
	readonly summary: Summary;
	/** When its sources were there, as performance.now() says it. */
	readonly loadedAt: number;
}

/**
 * Puts what was found on the shelf, where it was asked for, and completes the
 * summary.
 * @returns it, and the columns as a table over the same arrays
 * @throws what `putResult` throws
 */
export async function finishSearch<
	Summary extends Pick<KnnSummary, "seconds" | "output">,
>(
	channel: Channel,
	{ startedAt, output }: BegunSearch,
	{ columns, rowCount, summary, loadedAt }: Found<Summary>,
): Promise<{ readonly table: Table; readonly summary: Summary }> {
	const searchedAt = performance.now();
	if (output !== null) {
		await putResult(channel, output.key, columns, rowCount, output);
	}
	const writtenAt = performance.now();
	const { completeSummary } = await import("../engine/complete-summary.ts");
	return {
		table: await resultTable(columns, rowCount),
		summary: completeSummary(
			summary,
			{ startedAt, loadedAt, searchedAt, writtenAt },
			output === null ? null : `shelf:${output.key}`,
		),
	};
}
