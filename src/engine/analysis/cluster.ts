import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { checkSources } from "../check-sources.ts";
import { startCrew } from "../pool/start-crew.ts";
import type { KnnControl } from "../request.ts";
import { type ClusterOptions, checkClusterOptions } from "./cluster-options.ts";
import type { ClusterResult } from "./cluster-result.ts";
import { dbscan } from "./dbscan.ts";
import { kmeans } from "./kmeans.ts";

/** What is clustered, and how. */
export interface ClusterRequest extends ClusterOptions {
	readonly points: VectorSource;
}

/**
 * Puts every row into a cluster, on all cores. The same for any number of them.
 * The source must stay mapped until the promise has settled.
 * @throws {RangeError | TypeError} options out of range, before any work; more
 * clusters than rows
 * @throws {InvalidQueryError} `invalid_rows`, `invalid_dimension`
 * @throws {OutOfMemoryError} vectors or labels do not fit
 * @throws {CancelledError} the control's signal, once every Worker has stopped
 */
export async function cluster(
	{ points, ...given }: ClusterRequest,
	control: KnnControl = {},
): Promise<ClusterResult> {
	const options = checkClusterOptions(given);
	checkSources({ points });
	const crew = startCrew(options.cores, control, points.rowCount);
	using _ = crew.memory;
	// Awaited here: the memory is given back as soon as this returns.
	return options.method === "dbscan"
		? await dbscan(crew, points, options)
		: await kmeans(crew, points, options);
}
