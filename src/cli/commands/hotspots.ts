import { prepareHotspots } from "../../engine/analysis/prepare-hotspots.ts";
import { defineCommand } from "../command.ts";
import { hotspotSummary } from "../output/hotspot-summary.ts";
import { runAnalysis } from "../run-analysis.ts";
import { checkUsage, UsageError } from "../usage-error.ts";
import {
	analysisOptions,
	sourceArgument,
	splitAnalysisOptions,
} from "./analysis-options.ts";

const gridGroup = "The grid";

export const hotspots = defineCommand({
	name: "hotspots",
	description:
		"Counts rows by the cells of a grid and shows the cells with most of them.",
	positional: sourceArgument,
	options: {
		cell: {
			kind: "number",
			hint: "SIZE",
			min: 0,
			max: Number.MAX_VALUE,
			group: gridGroup,
			summary: "side of a cell: in the columns' unit, or metres (haversine)",
		},
		metric: {
			kind: "choice",
			choices: ["l2", "haversine"],
			group: gridGroup,
			summary: "plane, or latitude and longitude on the Earth (default: l2)",
		},
		minCount: {
			kind: "integer",
			hint: "N",
			min: 1,
			max: Number.MAX_SAFE_INTEGER,
			group: gridGroup,
			summary: "leave out cells with fewer rows (default: 1)",
		},
		top: {
			kind: "integer",
			hint: "N",
			min: 1,
			max: Number.MAX_SAFE_INTEGER,
			group: gridGroup,
			summary: "no more than N cells (default: all)",
		},
		...analysisOptions,
	},
	examples: [
		"hotspots points.arrow --columns x,y --cell 0.5",
		"hotspots gps.arrow --columns lat,lon --metric haversine --cell 250 --output hot.arrow",
	],
	async run(values, [source = ""]) {
		const [shared, { cell, ...options }] = splitAnalysisOptions(values, source);
		if (cell === undefined || cell === 0) {
			throw new UsageError(
				"hotspots needs --cell SIZE, above 0: the side of a cell, in the columns' unit or, with --metric haversine, in metres",
			);
		}
		const analyse = checkUsage(() => prepareHotspots({ ...options, cell }));
		await runAnalysis(shared, analyse, hotspotSummary);
	},
});
