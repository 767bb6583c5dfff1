import type { ClusterOptions as EngineOptions } from "../engine/analysis/cluster-options.ts";
import type { ClusterResult } from "../engine/analysis/cluster-result.ts";
import { type Analysed, analyseTable } from "./analyse-table.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import type { Channel } from "./channel.ts";
import type { ShelvedTable } from "./open-table-source.ts";

/** How clusters are made; every option of `arrowshelf cluster` under the same
 * name. */
export interface ClusterOptions extends EngineOptions, AnalysisOptions {}

/** Which cluster each row is in. `table` has the columns `row` uint64,
 * `cluster` int32, and of kmeans `distance` float32, of dbscan `core` uint8. */
export type Clusters = Analysed<ClusterResult>;

/** Puts every row of a table into a cluster; see `Shelf.cluster`. */
export async function clusterTable(
	channel: Channel,
	source: ShelvedTable,
	options: ClusterOptions,
): Promise<Clusters> {
	const { prepareCluster } = await import(
		"../engine/analysis/prepare-cluster.ts"
	);
	return analyseTable(channel, source, options, prepareCluster);
}
