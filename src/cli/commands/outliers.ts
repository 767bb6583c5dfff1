import { prepareOutliers } from "../../engine/analysis/prepare-outliers.ts";
import { defineCommand } from "../command.ts";
import { outlierSummary } from "../output/outlier-summary.ts";
import { runAnalysis } from "../run-analysis.ts";
import { checkUsage } from "../usage-error.ts";
import {
	analysisOptions,
	sourceArgument,
	splitAnalysisOptions,
} from "./analysis-options.ts";

const methodGroup = "How";

export const outliers = defineCommand({
	name: "outliers",
	description:
		"Tells how far out every row lies, by its nearest neighbours, and shows the rows that lie furthest out.",
	positional: sourceArgument,
	options: {
		method: {
			kind: "choice",
			choices: ["lof", "knn"],
			group: methodGroup,
			summary:
				"local outlier factor, or distance of the k-th neighbour (default: lof)",
		},
		k: {
			kind: "integer",
			alias: "k",
			hint: "N",
			min: 1,
			max: 2048,
			group: methodGroup,
			summary: "neighbours that a row is judged by (default: 20)",
		},
		metric: {
			kind: "choice",
			choices: ["l2", "cosine", "haversine"],
			group: methodGroup,
			summary: "how distance is measured (default: l2)",
		},
		...analysisOptions,
		top: {
			kind: "integer",
			hint: "N",
			min: 1,
			max: Number.MAX_SAFE_INTEGER,
			group: "Output",
			summary: "write the N furthest rows only, the furthest first",
		},
	},
	examples: [
		"outliers points.arrow --output scores.arrow",
		"outliers gps.arrow --columns lat,lon --metric haversine --method knn -k 5",
	],
	async run(values, [source = ""]) {
		const [shared, options] = splitAnalysisOptions(values, source);
		const analyse = checkUsage(() => prepareOutliers(options));
		await runAnalysis(shared, analyse, outlierSummary);
	},
});
