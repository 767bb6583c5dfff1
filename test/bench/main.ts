/**
 * Measures us beside others: `bun run bench [FILTER] [--json FILE]
 * [--rounds N]`. FILTER picks trials by a part of their names. Build the
 * executable first (`bun run build`).
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pythonWith } from "../helpers/python.ts";
import { measureTrial, type TrialResult } from "./measure.ts";
import { printTrial, reportJson } from "./report.ts";
import type { Bench, Trial } from "./trial.ts";
import { analysisTrial } from "./trials/analysis.ts";
import { datasetsTrial, placesTrial } from "./trials/datasets.ts";
import { exactTrial } from "./trials/exact.ts";
import { exampleTrial } from "./trials/example.ts";
import { flatTrial } from "./trials/flat.ts";
import { csvTrial, ndjsonTrial, parquetTrial } from "./trials/formats.ts";
import { getTrial } from "./trials/get.ts";
import { ivfTrial } from "./trials/ivf.ts";
import { ivfBatchTrial } from "./trials/ivf-batch.ts";
import { ivfBuildTrial } from "./trials/ivf-build.ts";
import { keptListsTrial, keptTrial } from "./trials/kept.ts";
import { plannerTrials } from "./trials/planner.ts";
import { putAgainTrial, putTrial } from "./trials/put.ts";
import { requestsTrial } from "./trials/requests.ts";
import { scalingTrial } from "./trials/scaling.ts";
import { singleTrial } from "./trials/single.ts";
import { startUpTrial } from "./trials/start-up.ts";
import { streamTrial } from "./trials/stream.ts";

const lists128 = {
	dimension: 128,
	rows: 200_000,
	queries: 10_000,
	nlist: 1788,
} as const;
const lists768 = {
	dimension: 768,
	rows: 50_000,
	queries: 2000,
	nlist: 894,
} as const;

const trials: readonly Trial[] = [
	exampleTrial,
	ivfTrial,
	putTrial,
	putAgainTrial,
	getTrial,
	csvTrial,
	parquetTrial,
	ndjsonTrial,
	requestsTrial,
	exactTrial(100_000, 15),
	exactTrial(1_000_000, 5),
	scalingTrial,
	...[2, 3, 4].map((dimension) => datasetsTrial(dimension, 200_000)),
	datasetsTrial(8, 50_000),
	datasetsTrial(16, 20_000),
	datasetsTrial(32, 20_000),
	datasetsTrial(128, 10_000),
	datasetsTrial(768, 5000),
	datasetsTrial(1536, 3000),
	placesTrial,
	streamTrial,
	flatTrial({ dimension: 128, rows: 200_000, queries: 10_000, goal: 2.2 }),
	flatTrial({ dimension: 768, rows: 50_000, queries: 2000, goal: 1.3 }),
	...[
		{ nprobe: 8, goal: 6 },
		{ nprobe: 32, goal: 9 },
	].flatMap((how) => [
		ivfBatchTrial({ ...lists128, ...how }),
		ivfBatchTrial({ ...lists768, ...how }),
	]),
	analysisTrial({
		name: "cluster: dbscan, 200,000 points in 2-D",
		rows: 200_000,
		dimension: 2,
		ours: ["cluster", "--eps", "0.2", "--min-points", "10"],
		peer: ["dbscan", "0.2", "10"],
		goal: 1,
	}),
	analysisTrial({
		name: "cluster: kmeans, 200,000 points in 8-D, 20 clusters",
		rows: 200_000,
		dimension: 8,
		ours: ["cluster", "-k", "20"],
		peer: ["kmeans", "20"],
		goal: 1,
	}),
	analysisTrial({
		name: "outliers: lof, 100,000 points in 3-D, 20 neighbours",
		rows: 100_000,
		dimension: 3,
		ours: ["outliers", "-k", "20"],
		peer: ["lof", "20"],
		goal: 1,
	}),
	analysisTrial({
		name: "radius: 100,000 points in 2-D, all within 0.3",
		rows: 100_000,
		dimension: 2,
		ours: ["knn", "--radius", "0.3"],
		keeps: true,
		peer: ["radius", "0.3"],
		goal: 1,
	}),
	analysisTrial({
		name: "hotspots: 5 million points in 2-D, 60,000 cells",
		rows: 5_000_000,
		dimension: 2,
		ours: ["hotspots", "--cell", "0.4"],
		peer: ["hotspots", "0.4"],
		peerName: "polars",
		goal: 1,
	}),
	analysisTrial({
		name: "heatmap: 5 million points on 300 x 225 cells",
		rows: 5_000_000,
		dimension: 2,
		ours: ["heatmap", "--cells", "300x225"],
		peer: ["heatmap", "300", "225"],
		peerName: "numpy",
		goal: 1,
	}),
	analysisTrial({
		// scikit-learn takes minutes for four times as many of both.
		name: "cluster: kmeans, 25,000 points in 128-D, 447 clusters",
		rows: 25_000,
		dimension: 128,
		ours: ["cluster", "-k", "447"],
		peer: ["kmeans", "447"],
		goal: 1,
	}),
	ivfBuildTrial,
	singleTrial,
	startUpTrial,
	keptTrial,
	keptListsTrial,
	...plannerTrials,
];

const requirements = join(import.meta.dir, "requirements.txt");
const executable = join(import.meta.dir, "../../dist/arrowshelf");

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { json: { type: "string" }, rounds: { type: "string" } },
});
if (!existsSync(executable)) {
	throw new Error("dist/arrowshelf is missing: bun run build makes it");
}
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
if (rounds !== undefined && !(rounds >= 1)) {
	throw new RangeError(`--rounds is a count, got "${values.rounds}"`);
}
const [filter = ""] = positionals;
const chosen = trials.filter(({ name }) => name.includes(filter));
if (chosen.length === 0) {
	const names = trials.map(({ name }) => `\n  ${name}`).join("");
	throw new RangeError(`No trial has ${JSON.stringify(filter)} in:${names}`);
}

const results: TrialResult[] = [];
for (const trial of chosen) results.push(await runTrial(trial));
if (values.json !== undefined) {
	const pinned = await Bun.file(requirements).text();
	writeFileSync(values.json, reportJson(results, pinned));
}

async function runTrial(trial: Trial): Promise<TrialResult> {
	const directory = mkdtempSync("/dev/shm/as-bench-");
	const python = () => pythonWith(requirements);
	const bench: Bench = { directory, executable, python };
	try {
		await using prepared = await trial.prepare(bench);
		const result = await measureTrial(trial, prepared.subjects, rounds);
		printTrial(result);
		return result;
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}
