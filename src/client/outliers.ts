import type { OutlierOptions as EngineOptions } from "../engine/analysis/outlier-options.ts";
import type { OutlierResult } from "../engine/analysis/outliers.ts";
import { type Analysed, analyseTable } from "./analyse-table.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import type { Channel } from "./channel.ts";
import type { ShelvedTable } from "./open-table-source.ts";

/** How outliers are found; every option of `arrowshelf outliers` under the same
 * name. */
export interface OutlierOptions extends EngineOptions, AnalysisOptions {}

/** How far out every row lies. `table` has the columns `row` uint64 and `score`
 * float64: all rows, or the `top` ones, the furthest first. */
export type Outliers = Analysed<OutlierResult>;

/** Tells how far out every row of a table lies; see `Shelf.outliers`. */
export async function outliersOfTable(
	channel: Channel,
	source: ShelvedTable,
	options: OutlierOptions,
): Promise<Outliers> {
	const { prepareOutliers } = await import(
		"../engine/analysis/prepare-outliers.ts"
	);
	return analyseTable(channel, source, options, prepareOutliers);
}
