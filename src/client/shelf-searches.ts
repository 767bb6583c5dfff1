import type { KeptIndex } from "../engine/kept/kept-index.ts";
import type { BuildIndexOptions, BuiltIndexInfo } from "./build-index.ts";
import type { ClusterOptions, Clusters } from "./cluster.ts";
import type { KeptSearch } from "./find-kept-index.ts";
import type { HeatmapGrid, HeatmapOptions } from "./heatmap.ts";
import type { HotspotOptions, Hotspots } from "./hotspots.ts";
import type { KnnOptions } from "./knn.ts";
import type { NearestNeighbors } from "./nearest-neighbors.ts";
import type { NeighborsWithin } from "./neighbors-within.ts";
import type { KeptQuestion } from "./open-kept-index.ts";
import type { SearcherOptions } from "./open-searcher.ts";
import type { ShelvedTable } from "./open-table-source.ts";
import type { OutlierOptions, Outliers } from "./outliers.ts";
import type { Searcher } from "./searcher.ts";
import { SegmentLease } from "./segment-lease.ts";
import { ShelfConnection } from "./shelf-connection.ts";

/** What a shelf can find out about its tables. All of it runs in this process,
 * by Workers that read the table in place; the engine is loaded when it is
 * first asked. */
export class ShelfSearches extends ShelfConnection {
	/**
	 * Nearest neighbours in a table on the shelf (`k`, or all within `radius`),
	 * found in this process by Workers that read the table in place.
	 * @param source a key, or a lease (which may be disposed meanwhile)
	 * @throws {InvalidQueryError} where the question does not fit the table
	 * @example
	 * const near = await shelf.knn("points", { k: 10, cores: 6 });
	 * const around = await shelf.knn("points", { radius: 250 });
	 */
	async knn(
		source: ShelvedTable,
		options: KnnOptions & { readonly radius: number },
	): Promise<NeighborsWithin>;
	async knn(
		source: ShelvedTable,
		options?: KnnOptions & { readonly radius?: undefined },
	): Promise<NearestNeighbors>;
	async knn(
		source: ShelvedTable,
		options: KnnOptions = {},
	): Promise<NearestNeighbors | NeighborsWithin> {
		using _ = held(source, options.queries);
		const { searchShelf } = await import("./knn.ts");
		return await searchShelf(this.channel, source, options);
	}

	/**
	 * Puts every row of a table into a cluster: kmeans around `k` centres, or
	 * dbscan along dense places (`eps`), which leaves noise out.
	 * @param source a key, or a lease (which may be disposed meanwhile)
	 * @throws {RangeError}, {TypeError} for options that cannot be meant
	 * @throws {InvalidQueryError} where the question does not fit the table
	 * @throws {CancelledError} when `signal` is aborted
	 * @example
	 * const { labels, summary } = await shelf.cluster("points", { k: 8 });
	 * await shelf.cluster("gps", { metric: "haversine", eps: 50 });
	 */
	async cluster(
		source: ShelvedTable,
		options: ClusterOptions,
	): Promise<Clusters> {
		using _ = held(source);
		const { clusterTable } = await import("./cluster.ts");
		return await clusterTable(this.channel, source, options);
	}

	/**
	 * Tells how far out every row of a table lies, by its nearest neighbours:
	 * local outlier factors, or the distance of the k-th. Throws as `cluster`.
	 * @example
	 * const { scores, summary } = await shelf.outliers("points", { k: 20 });
	 * console.log(summary.top);
	 */
	async outliers(
		source: ShelvedTable,
		options: OutlierOptions = {},
	): Promise<Outliers> {
		using _ = held(source);
		const { outliersOfTable } = await import("./outliers.ts");
		return await outliersOfTable(this.channel, source, options);
	}

	/**
	 * Counts the rows of a table by the cells of a grid, and gives the cells that
	 * hold any, the fullest first. Throws as `cluster`.
	 * @example
	 * const spots = await shelf.hotspots("gps", { metric: "haversine", cell: 250 });
	 * console.log(spots.summary.top[0], spots.counts.length);
	 */
	async hotspots(
		source: ShelvedTable,
		options: HotspotOptions,
	): Promise<Hotspots> {
		using _ = held(source);
		const { hotspotsOfTable } = await import("./hotspots.ts");
		return await hotspotsOfTable(this.channel, source, options);
	}

	/**
	 * Counts the rows of a table on a grid of two columns, and takes the mean of
	 * a third there. Throws as `cluster`.
	 * @example
	 * const cells = { columns: 300, rows: 200 };
	 * const { counts } = await shelf.heatmap("gps", { columns: ["lon", "lat"], cells });
	 */
	async heatmap(
		source: ShelvedTable,
		options: HeatmapOptions = {},
	): Promise<HeatmapGrid> {
		using _ = held(source);
		const { heatmapOfTable } = await import("./heatmap.ts");
		return await heatmapOfTable(this.channel, source, options);
	}

	/**
	 * Builds an index of a table and puts it on the shelf under a key of its own:
	 * HNSW unless `index` asks for another kind. It is of this version of the
	 * table, and searched by `knn(table, { index: "shelf:KEY" })`.
	 * @throws {RangeError} for options that cannot be meant, or kept
	 * @throws {ExistsError} `exists`, unless `replace`
	 * @throws {CancelledError} when `signal` is aborted
	 * @example
	 * await shelf.buildIndex("points", { key: "points.hnsw", index: "hnsw" });
	 */
	async buildIndex(
		source: ShelvedTable,
		options: BuildIndexOptions = {},
	): Promise<BuiltIndexInfo> {
		using _ = held(source);
		const { buildIndex } = await import("./build-index.ts");
		return await buildIndex(this.channel, source, options);
	}

	/**
	 * Opens a kept index of a table for one query at a time, on this thread,
	 * without a Worker or a request for each.
	 * @throws {InvalidTableError} `invalid_index`: it is not of this table as it
	 *   is now
	 * @example
	 * using searcher = await shelf.searcher("points", { index: "shelf:p.hnsw" });
	 * const { neighbors, distances } = searcher.search(query);
	 */
	async searcher(key: string, options: SearcherOptions): Promise<Searcher> {
		const { openSearcher } = await import("./open-searcher.ts");
		return await openSearcher(this.channel, key, options);
	}

	/**
	 * Leases an index to search a leased table with; `held` keeps it.
	 * @internal
	 */
	async openIndex(
		key: string,
		table: SegmentLease,
		question: KeptQuestion,
		held: DisposableStack,
	): Promise<KeptIndex> {
		const { openKeptIndex } = await import("./open-kept-index.ts");
		return await openKeptIndex(this.channel, key, table, question, held);
	}

	/**
	 * Looks for an index that suits a search of a leased table; `held` keeps it.
	 * @internal
	 */
	async findIndex(
		table: SegmentLease,
		search: KeptSearch,
		held: DisposableStack,
	): Promise<KeptIndex | undefined> {
		const { findKeptIndex } = await import("./find-kept-index.ts");
		return await findKeptIndex(this.channel, table, search, held);
	}
}

/** Holds the leases among what was given, before anything is awaited: a lease
 * may be disposed at once. */
function held(...sources: readonly unknown[]): DisposableStack {
	const stack = new DisposableStack();
	for (const source of sources) {
		if (source instanceof SegmentLease) stack.use(source.hold());
	}
	return stack;
}
