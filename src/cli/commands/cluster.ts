import { prepareCluster } from "../../engine/analysis/prepare-cluster.ts";
import { defineCommand } from "../command.ts";
import { clusterSummary } from "../output/cluster-summary.ts";
import { runAnalysis } from "../run-analysis.ts";
import { checkUsage } from "../usage-error.ts";
import {
	analysisOptions,
	sourceArgument,
	splitAnalysisOptions,
} from "./analysis-options.ts";

const methodGroup = "How";

export const cluster = defineCommand({
	name: "cluster",
	description:
		"Puts every row into a cluster: kmeans around so many centres, or dbscan along dense places, which leaves noise out.",
	positional: sourceArgument,
	options: {
		method: {
			kind: "choice",
			choices: ["kmeans", "dbscan"],
			group: methodGroup,
			summary: "how (default: dbscan with --eps, else kmeans)",
		},
		k: {
			kind: "integer",
			alias: "k",
			hint: "N",
			min: 1,
			max: 2 ** 31 - 1,
			group: methodGroup,
			summary: "kmeans: clusters",
		},
		eps: {
			kind: "number",
			hint: "R",
			min: 0,
			max: Number.MAX_VALUE,
			group: methodGroup,
			summary: "dbscan: how near rows belong together, in the metric's unit",
		},
		minPoints: {
			kind: "integer",
			hint: "N",
			min: 1,
			max: 2 ** 31 - 1,
			group: methodGroup,
			summary: "dbscan: rows within eps that make a core (default: 5)",
		},
		metric: {
			kind: "choice",
			choices: ["l2", "cosine", "haversine"],
			group: methodGroup,
			summary: "how distance is measured; kmeans: l2 (default: l2)",
		},
		seed: {
			kind: "integer",
			hint: "N",
			min: 0,
			max: Number.MAX_SAFE_INTEGER,
			group: methodGroup,
			summary: "of the first centres (default: 1)",
		},
		...analysisOptions,
	},
	examples: [
		"cluster points.arrow -k 8 --output clusters.arrow",
		"cluster gps.arrow --columns lat,lon --metric haversine --eps 50 --min-points 10",
	],
	async run(values, [source = ""]) {
		const [shared, options] = splitAnalysisOptions(values, source);
		const analyse = checkUsage(() => prepareCluster(options));
		await runAnalysis(shared, analyse, clusterSummary);
	},
});
