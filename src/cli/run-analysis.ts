import { layoutColumns, type OutputColumn } from "../arrow/layout-columns.ts";
import type { VectorSource } from "../arrow/numeric-columns.ts";
import { checkWhere } from "../arrow/where/check-where.ts";
import { completeSummary } from "../engine/complete-summary.ts";
import type { KnnControl } from "../engine/request.ts";
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

type Completed = Pick<KnnSummary, "seconds" | "output">;

/** An analysis of one table. */
export interface Analysis<Result extends { readonly summary: Completed }> {
	/** Does the work; loads what it needs. */
	run(points: VectorSource, control: KnnControl): Promise<Result>;
	/** The result as a table, made only where it is written. */
	columns(result: Result): readonly OutputColumn[];
	/** The summary for people. */
	text(summary: Result["summary"]): string;
}

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

/** Opens the table, runs the analysis under a progress bar, writes the result
 * where `--output` says, and prints the summary. */
export async function runAnalysis<
	Result extends { readonly summary: Completed },
>(options: AnalysisArguments, analysis: Analysis<Result>): Promise<void> {
	const startedAt = performance.now();
	const { source, dir, columns, where, output, json, reading } = options;
	const signal = interruptSignal();
	checkUsage(() => checkWhere(where));
	await using target = await resultTarget({
		...options,
		sources: [source],
	});
	await using opened = await openSource(source, dir, reading);
	const points = readVectors(opened, { columns, where });
	const loadedAt = performance.now();
	using bar = new ProgressBar();
	const control = {
		signal,
		onProgress: (step: ProgressStep) => bar.update(step),
	};
	const result = await checkUsageOf(analysis.run(points, control));
	const searchedAt = performance.now();
	if (target !== null) {
		const table = analysis.columns(result);
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
	printSummary(summary, analysis.text, { json, output });
}
