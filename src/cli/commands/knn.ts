import { checkWhere } from "../../arrow/where/check-where.ts";
import { completeSummary } from "../../engine/complete-summary.ts";
import { checkKnnOptions, type KnnOptions } from "../../engine/options.ts";
import { prepareKnn } from "../../engine/radius/knn-or-radius.ts";
import { checkMemory } from "../check-memory.ts";
import { defineCommand } from "../command.ts";
import { findKeptIndex } from "../input/find-kept-index.ts";
import { openKeptIndex } from "../input/open-kept-index.ts";
import { openSource } from "../input/open-source.ts";
import { splitReadOptions } from "../input/read-options.ts";
import { readVectors } from "../input/read-vectors.ts";
import { interruptSignal } from "../interrupt.ts";
import { note } from "../output/notes.ts";
import { printSummary } from "../output/print-summary.ts";
import { ProgressBar, type ProgressStep } from "../output/progress.ts";
import { resultTarget } from "../output/result-target.ts";
import { sayEstimate } from "../output/say-estimate.ts";
import { knnSummary } from "../output/summary.ts";
import { searchInto } from "../search-into.ts";
import { checkUsage } from "../usage-error.ts";
import { sourceArgument } from "./analysis-options.ts";
import { knnOptions } from "./knn-options.ts";

const none = new Float32Array(0);

export const knn = defineCommand({
	name: "knn",
	description:
		"Finds the nearest neighbours of every row, or of the rows of another table, and prints a summary.",
	positional: sourceArgument,
	options: knnOptions,
	examples: [
		"knn points.arrow -k 10 --output near.arrow",
		"knn shelf:points --index ivf --nlist 100 --nprobe 10 --measure-recall",
		"knn gps.arrow --columns lat,lon --metric haversine --radius 250",
		"knn gps.arrow --columns lat,lon --where \"speed > 3 and day >= '2024-05-01'\"",
	],
	async run(values, [source = ""]) {
		const startedAt = performance.now();
		const read = [source, ...(values.queries ? [values.queries] : [])];
		const [reading, rest] = splitReadOptions(values, read);
		const { dir, json, columns, where, queries, plot, ...others } = rest;
		const { output, outputFormat, replace, sorted, ...options } = others;
		const signal = interruptSignal();
		checkUsage(() => prepareKnn(options));
		checkUsage(() => checkWhere(where));
		const drawing = await drawingOf(
			plot,
			json ? "--json" : output === "-" ? "--output -" : null,
		);
		const startingEngine = startEngine(options, queries !== undefined);
		// It fails where it is awaited; until then another error may come first.
		startingEngine.catch(() => {});
		await using target = await resultTarget({
			sources: [source, queries],
			output,
			outputFormat,
			replace,
			json,
			dir,
			neighbors: { sorted },
		});
		await using pointSource = await openSource(source, dir, reading);
		await using querySource =
			queries === undefined ? null : await openSource(queries, dir, reading);
		using held = new DisposableStack();
		const asked = { columns, metric: options.metric };
		const named = await openKeptIndex(options.index, pointSource, asked, held);
		using bar = new ProgressBar();
		const onProgress = (step: ProgressStep) => bar.update(step);
		const points = await readVectors(
			pointSource,
			{ columns: named?.description.columns ?? columns, where },
			{ onProgress },
		);
		const asking = querySource
			? await readVectors(querySource, { columns, points })
			: undefined;
		const queryCount = (asking ?? points).rowCount;
		const search = { points, queryCount, options };
		const kept = named ?? (await findKeptIndex(pointSource, search, held));
		const sources = {
			points,
			kept,
			metric: kept?.description.metric ?? options.metric,
			queries: asking,
		};
		checkMemory({ ...sources, index: kept?.name ?? options.index });
		await startingEngine;
		const loadedAt = performance.now();
		const searched = await searchInto({
			...options,
			sources,
			target,
			keepsDistances: drawing !== null,
			control: {
				signal,
				onProgress,
				onEstimate: (estimate) => sayEstimate(bar, sources, estimate),
				takesPart: true,
			},
		});
		bar[Symbol.dispose]();
		const writtenAt = performance.now();
		const summary = completeSummary(
			searched.summary,
			{ startedAt, loadedAt, ...searched, writtenAt },
			target?.name ?? null,
		);
		const draw = () =>
			drawing?.draw(searched.distances ?? none, summary, source);
		// A file is named in the summary, the terminal's drawing stands below it.
		const path = drawing?.path ?? null;
		const early = path === null ? undefined : await draw();
		const text = (shown: typeof summary) =>
			knnSummary(shown, early ? path : null);
		printSummary(summary, text, { json, output });
		if ((path === null ? await draw() : early) === false) {
			note("Nothing is drawn: no neighbour was found");
		}
	},
});

/** What `--plot` asks for, checked; loaded only then. */
async function drawingOf(
	plot: string | true | undefined,
	taker: string | null,
) {
	if (plot === undefined) return null;
	const { distancePlot } = await import("../plot/plot-distances.ts");
	return distancePlot(plot, taker);
}

/** Opens the library and starts the Workers beside this thread, which takes
 * longer than mapping the points and so goes on meanwhile. Few queries want no
 * Worker, which would take 5 ms of a search of 20: they start when they do. */
async function startEngine(
	{ radius, ...options }: KnnOptions,
	hasQueries: boolean,
) {
	const { engine, cores } = checkKnnOptions(options);
	if (engine === "native") {
		const [{ nativePool }, { usefulCores }] = await Promise.all([
			import("../../engine/pool/native-pool.ts"),
			import("../../engine/pool/useful-cores.ts"),
		]);
		nativePool().start(hasQueries ? 0 : usefulCores(cores) - 1);
	}
	await (radius === undefined
		? import("../../engine/answers/search-neighbors.ts")
		: import("../../engine/radius/search-radius.ts"));
}
