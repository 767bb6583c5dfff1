import type { Table } from "apache-arrow";
import { filteredVectors } from "../arrow/filtered-vectors.ts";
import type { PreparedAnalysis } from "../engine/analysis/prepared-analysis.ts";
import type { KnnSummary } from "../engine/summary.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import { beginSearch } from "./begin-search.ts";
import type { Channel } from "./channel.ts";
import { finishSearch } from "./finish-search.ts";
import type { ShelvedTable } from "./open-table-source.ts";

/** The result of an analysis, its arrays the caller's. */
export type Analysed<Result> = Result & {
	/** What `--output` of the command writes, over the same arrays. */
	readonly table: Table;
};

/**
 * Analyses a table on the shelf in this process, with Workers, in place. What
 * it reads is held until it is over.
 * @param prepare checks all options but those of the table and the result
 */
export async function analyseTable<
	Options extends AnalysisOptions,
	Result extends { readonly summary: Pick<KnnSummary, "seconds" | "output"> },
>(
	channel: Channel,
	source: ShelvedTable,
	options: Options,
	prepare: (
		how: Omit<Options, keyof AnalysisOptions>,
	) => PreparedAnalysis<Result>,
): Promise<Analysed<Result>> {
	const { columns, where, output, replace, signal, onProgress, ...how } =
		options;
	const analyse = prepare(how);
	using held = new DisposableStack();
	const begun = await beginSearch(channel, source, options, held);
	const choice = { columns, where: begun.filters };
	const told = { signal, onProgress };
	const points = await filteredVectors(begun.lease.file, choice, told);
	const loadedAt = performance.now();
	const findings = await analyse(points, { signal, onProgress });
	const found = findings.columns();
	const rowCount = found[0]?.values.length ?? 0;
	const { summary } = findings.result;
	const finished = await finishSearch(channel, begun, {
		columns: found,
		rowCount,
		summary,
		loadedAt,
	});
	return { ...findings.result, ...finished };
}
