import type { HotspotOptions as EngineOptions } from "../engine/analysis/hotspot-options.ts";
import type { HotspotResult } from "../engine/analysis/hotspots.ts";
import { type Analysed, analyseTable } from "./analyse-table.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import type { Channel } from "./channel.ts";
import type { ShelvedTable } from "./open-table-source.ts";

/** What is counted; every option of `arrowshelf hotspots` under the same name. */
export interface HotspotOptions extends EngineOptions, AnalysisOptions {}

/** Cells, the fullest first, and in `summary.top` the first ten. `table` has the
 * columns `count` and `first_row` uint64, and the centre as float64 under the
 * names of the columns. */
export type Hotspots = Analysed<HotspotResult>;

/** Counts the rows of a table by cells; see `Shelf.hotspots`. */
export async function hotspotsOfTable(
	channel: Channel,
	source: ShelvedTable,
	options: HotspotOptions,
): Promise<Hotspots> {
	const { prepareHotspots } = await import(
		"../engine/analysis/prepare-hotspots.ts"
	);
	return analyseTable(channel, source, options, prepareHotspots);
}
