import type { Table } from "apache-arrow";
import { filteredVectors } from "../arrow/filtered-vectors.ts";
import { checkWhere } from "../arrow/where/check-where.ts";
import type { PreparedAnalysis } from "../engine/analysis/prepared-analysis.ts";
import type { KnnSummary } from "../engine/summary.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { checkColumns } from "./check-columns.ts";
import { checkOutput, putResult } from "./knn-output.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";
import { resultTable } from "./result-table.ts";

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
	checkColumns(columns);
	const filters = checkWhere(where);
	throwIfCancelled(signal, "search");
	const startedAt = performance.now();
	const putOptions = { replace: replace ?? false, signal };
	if (output !== undefined) await checkOutput(channel, output, putOptions);
	using held = new DisposableStack();
	const { file } = await openTableSource(channel, source, held);
	const choice = { columns, where: filters };
	const told = { signal, onProgress };
	const points = await filteredVectors(file, choice, told);
	const loadedAt = performance.now();
	const findings = await analyse(points, { signal, onProgress });
	const found = findings.columns();
	const rowCount = found[0]?.values.length ?? 0;
	const searchedAt = performance.now();
	if (output !== undefined) {
		await putResult(channel, output, found, rowCount, putOptions);
	}
	const writtenAt = performance.now();
	const { completeSummary } = await import("../engine/complete-summary.ts");
	const summary = completeSummary(
		findings.result.summary,
		{ startedAt, loadedAt, searchedAt, writtenAt },
		output === undefined ? null : `shelf:${output}`,
	);
	const table = await resultTable(found, rowCount);
	return { ...findings.result, table, summary };
}
