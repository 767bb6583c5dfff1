import { completeSummary } from "../../engine/complete-summary.ts";
import {
	type CheckedKnnOptions,
	checkKnnOptions,
} from "../../engine/options.ts";
import type { KnnProgress } from "../../engine/request.ts";
import { defineCommand } from "../command.ts";
import { openSource } from "../input/open-source.ts";
import { readVectors } from "../input/read-vectors.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { resultTarget } from "../output/result-target.ts";
import { knnSummary } from "../output/summary.ts";
import { write } from "../output/write.ts";
import { checkUsage, checkUsageOf } from "../usage-error.ts";
import { knnOptions } from "./knn-options.ts";

export const knn = defineCommand({
	name: "knn",
	description:
		"Finds the nearest neighbours of every row, or of the rows of another table, and prints a summary.",
	positional: {
		name: "SOURCE",
		summary: "an Arrow IPC file, or shelf:KEY",
		min: 1,
		max: 1,
	},
	options: knnOptions,
	examples: [
		"knn points.arrow -k 10 --output near.arrow",
		"knn shelf:points --index ivf --nlist 100 --nprobe 10 --measure-recall",
	],
	async run(
		{ dir, json, columns, queries, output, replace, sorted, ...options },
		[source = ""],
	) {
		const startedAt = performance.now();
		const signal = interruptSignal();
		const checked = checkUsage(() => checkKnnOptions(options));
		const startingEngine = startEngine(checked);
		// It fails where it is awaited; until then another error may come first.
		startingEngine.catch(() => {});
		await using target = await resultTarget({ output, replace, sorted, dir });
		await using pointSource = await openSource(source, dir);
		await using querySource =
			queries === undefined ? null : await openSource(queries, dir);
		const points = readVectors(pointSource, columns);
		const request = {
			...options,
			points,
			queries: querySource
				? readVectors(querySource, columns, points)
				: undefined,
		};
		const search = await startingEngine;
		const loadedAt = performance.now();
		using bar = new ProgressBar();
		const control = {
			signal,
			onProgress: (step: KnnProgress) => bar.update(step),
		};
		const shape = { rows: (request.queries ?? points).rowCount, k: checked.k };
		const searched = await target.receive(
			shape,
			async (sink) => {
				const searchingAt = performance.now();
				const found = await checkUsageOf(search(request, sink, control));
				bar[Symbol.dispose]();
				return { found, searchingAt, searchedAt: performance.now() };
			},
			signal,
		);
		const writtenAt = performance.now();
		const summary = completeSummary(
			searched.found,
			{ startedAt, loadedAt, ...searched, writtenAt },
			target.name,
		);
		if (json) printJson(summary);
		else write(1, knnSummary(summary));
	},
});

/** Opens the library and starts Workers, which takes longer than mapping the
 * points and so goes on meanwhile. */
async function startEngine({ engine, cores }: CheckedKnnOptions) {
	if (engine === "native") {
		const { nativePool } = await import("../../engine/native-pool.ts");
		nativePool().start(cores);
	}
	const { searchNeighbors } = await import("../../engine/search-neighbors.ts");
	return searchNeighbors;
}
