import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { searchIndex } from "../../native/index-search.ts";
import type { VectorIndex } from "../../native/vector-index.ts";
import { createFound, type Found } from "../answers/found.ts";
import { scaleDistances } from "../answers/scale-distances.ts";
import type { Metric } from "../options.ts";
import { addressOf } from "../vectors/address.ts";
import type { KeptIndex } from "./kept-index.ts";
import { KeptQuery } from "./kept-query.ts";
import { KeptWide } from "./kept-wide.ts";
import { readKeptIndex } from "./open-kept-index.ts";

/** The neighbours of one query, nearest first. */
export interface Nearest {
	/** Row numbers [k]; -1 where fewer were found. */
	readonly neighbors: BigInt64Array;
	/** In the metric's unit [k]; NaN where fewer were found. */
	readonly distances: Float32Array;
}

/**
 * A kept index, open for one query at a time, on this thread: no Worker, no
 * request, no memory but the answer's; where float32 tells a query too coarsely,
 * the points in float64 too, from the first such query on. The index's file must
 * stay leased until it is disposed, and the points mapped.
 */
export class KeptSearcher implements Disposable {
	readonly k: number;
	readonly dimension: number;
	readonly metric: Metric;
	readonly #index: VectorIndex;
	readonly #query: KeptQuery;
	/** Null: the index tells all that the columns hold, or nobody knows more. */
	readonly #wide: KeptWide | null;
	readonly #found: Found;
	readonly #search: Parameters<typeof searchIndex>[0];

	/** @param effort nprobe or efSearch; null: what the index carries
	 * @param points the table's, where they may hold what float32 does not: see
	 *   `KeptWide`
	 * @throws {InvalidTableError} `invalid_index` */
	constructor(
		kept: KeptIndex,
		k: number,
		effort: number | null,
		points: VectorSource | null,
	) {
		const { dimension, metric } = kept.description;
		this.k = k;
		this.dimension = dimension;
		this.metric = metric;
		this.#index = readKeptIndex(kept);
		this.#query = new KeptQuery(kept.description);
		this.#wide = points && new KeptWide(kept.description, points);
		this.#found = createFound(1, k);
		this.#search = {
			index: this.#index.handle,
			queries: this.#query.address,
			isWide: this.#query.isWide,
			rows: 1,
			firstQuery: -1,
			rowNumbers: kept.rowNumbers === null ? 0 : addressOf(kept.rowNumbers),
			k,
			nprobe: effort ?? 0,
			distances: addressOf(this.#found.distances),
			neighbors: addressOf(this.#found.neighbors),
		};
		this.#rowNumbers = kept.rowNumbers;
		this.#unit = 1 / kept.description.scale;
	}

	/** What distances are multiplied with to be in the data's unit. */
	readonly #unit: number;
	/** Held for native code, which reads it. */
	readonly #rowNumbers: BigInt64Array | null;

	/**
	 * The k nearest of one query.
	 * @param query [dimension], of finite numbers
	 * @throws {InvalidQueryError} `invalid_dimension`, `invalid_rows`
	 * @throws {TypeError} after disposal
	 */
	search(query: ArrayLike<number>): Nearest {
		const length = this.#query.take(query);
		// Throws after disposal; the handle itself stays as it is.
		void this.#index.handle;
		void this.#rowNumbers;
		searchIndex(this.#search);
		this.#wide?.refine(query, length, this.#found, this.#search);
		const distances = this.#found.distances.slice();
		scaleDistances(distances, this.#unit);
		return { neighbors: this.#found.neighbors.slice(), distances };
	}

	[Symbol.dispose](): void {
		this.#index.dispose();
	}
}
