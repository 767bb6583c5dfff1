import { layoutColumns } from "../arrow/layout-columns.ts";
import { checkWhere } from "../arrow/where/check-where.ts";
import type { PreparedAnalysis } from "../engine/analysis/prepared-analysis.ts";
import { completeSummary } from "../engine/complete-summary.ts";
import type { KnnSummary } from "../engine/summary.ts";
import type { ReadOptions } from "../formats/file-source.ts";
import type { FormatName } from "../formats/format.ts";
import { openSource } from "./input/open-source.ts";
import { readVectors } from "./input/read-vectors.ts";
import { interruptSignal } from "./interrupt.ts";
import { printSummary } from "./output/print-summary.ts";
import { ProgressBar, type ProgressStep } from "./output/progress.ts";
import { resultTarget } from "./output/result-target.ts";
import { checkUsage, checkUsageOf } from "./usage-error.ts";

type Completed = { readonly summary: Pick<KnnSummary, "seconds" | "output"> };

interface AnalysisArguments {
	readonly source: string;
	readonly dir: string | undefined;
	readonly columns: readonly string[] | undefined;
	readonly where: readonly string[] | undefined;
	readonly output: string | undefined;
	readonly outputFormat: FormatName | undefined;
	readonly reading: ReadOptions;
	readonly replace: boolean;
	readonly json: boolean;
}

/**
 * Opens the table, runs the analysis under a progress bar, writes the result
 * where `--output` says, and prints the summary.
 * @param text the summary for people
 */
export async function runAnalysis<Result extends Completed>(
	options: AnalysisArguments,
	analyse: PreparedAnalysis<Result>,
	text: (summary: Result["summary"]) => string,
): Promise<void> {
	const startedAt = performance.now();
	const { source, dir, columns, where, output, json, reading } = options;
	const signal = interruptSignal();
	checkUsage(() => checkWhere(where));
	await using target = await resultTarget({
		...options,
		sources: [source],
	});
	await using opened = await openSource(source, dir, reading);
	using bar = new ProgressBar();
	const onProgress = (step: ProgressStep) => bar.update(step);
	const points = await readVectors(opened, { columns, where }, { onProgress });
	const loadedAt = performance.now();
	const control = { signal, onProgress, takesPart: true };
	const { result, columns: columnsOf } = await checkUsageOf(
		analyse(points, control),
	);
	const searchedAt = performance.now();
	if (target !== null) {
		const table = columnsOf();
		const rowCount = table[0]?.values.length ?? 0;
		await target.write(layoutColumns(table, rowCount), control);
	}
	bar[Symbol.dispose]();
	const writtenAt = performance.now();
	const summary = completeSummary(
		result.summary,
		{ startedAt, loadedAt, searchedAt, writtenAt },
		target?.name ?? null,
	);
	printSummary(summary, text, { json, output });
}
