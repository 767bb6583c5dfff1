/**
 * ArrowShelf: Apache Arrow tables in shared memory under a name.
 *
 * @example
 * import { connect } from "arrowshelf";
 *
 * await using shelf = await connect();
 * const x = Float64Array.from({ length: 1000 }, Math.random);
 * const y = Float64Array.from({ length: 1000 }, Math.random);
 * const key = await shelf.put({ x, y }, { key: "points", replace: true });
 * using points = await shelf.get(key);
 * console.log(points.table.numRows);
 * const near = await shelf.knn(key, { k: 10 });
 * console.log(near.summary.mean_distance);
 */

export type {
	BuildIndexOptions,
	BuiltIndexInfo,
} from "./client/build-index.ts";
export type {
	ChunkFunction,
	ParallelContext,
} from "./client/chunk-function.ts";
export type { ClusterOptions, Clusters } from "./client/cluster.ts";
export { type ConnectOptions, connect } from "./client/connect.ts";
export type { HeatmapGrid, HeatmapOptions } from "./client/heatmap.ts";
export type { HotspotOptions, Hotspots } from "./client/hotspots.ts";
export type { KnnOptions } from "./client/knn.ts";
export type { ListOptions } from "./client/list-objects.ts";
export type { NearestNeighbors } from "./client/nearest-neighbors.ts";
export type { NeighborsWithin } from "./client/neighbors-within.ts";
export type { ObjectOptions, TouchOptions } from "./client/object-options.ts";
export type { GetOptions } from "./client/open-lease.ts";
export type { SearcherOptions } from "./client/open-searcher.ts";
export type { ShelvedTable } from "./client/open-table-source.ts";
export type { GetManyOptions } from "./client/open-tables.ts";
export type { OutlierOptions, Outliers } from "./client/outliers.ts";
export type { ParallelOptions } from "./client/parallel.ts";
export type { BatchSource } from "./client/put-batches.ts";
export type { PutOptions, PutProgress } from "./client/put-options.ts";
export { Searcher } from "./client/searcher.ts";
export { SegmentLease } from "./client/segment-lease.ts";
export { Shelf } from "./client/shelf.ts";
export { ShelfConnection } from "./client/shelf-connection.ts";
export { ShelfSearches } from "./client/shelf-searches.ts";
export type { Columns, TableInput } from "./client/table-input.ts";
export { TableLease } from "./client/table-lease.ts";
export { type ShelfEvent, Watch, type WatchOptions } from "./client/watch.ts";
export type { Bounds } from "./engine/analysis/bounds.ts";
export type { ClusterSummary } from "./engine/analysis/cluster-result.ts";
export type { HeatmapSummary } from "./engine/analysis/heatmap-summary.ts";
export type { Hotspot, HotspotSummary } from "./engine/analysis/hotspots.ts";
export type { OutlierSummary } from "./engine/analysis/outliers.ts";
export type { RadiusSummary } from "./engine/radius/radius-summary.ts";
export type { KnnProgress } from "./engine/request.ts";
export type { KnnSummary } from "./engine/summary.ts";
export {
	CancelledError,
	ConnectionError,
	type ErrorCode,
	type ErrorDetails,
	ExistsError,
	FileError,
	InvalidQueryError,
	InvalidTableError,
	LimitError,
	NativeError,
	NotFoundError,
	OutOfMemoryError,
	ProtocolError,
	ShelfError,
	TimeoutError,
} from "./errors.ts";
export type {
	ChangeType,
	Health,
	Holder,
	LoopDelay,
	ObjectDetails,
	ObjectInfo,
	ObjectKind,
	Sealed,
	Usage,
	WhenFull,
} from "./protocol/messages.ts";
