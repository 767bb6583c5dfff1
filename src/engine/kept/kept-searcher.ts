import { searchIndex } from "../../native/index-search.ts";
import type { VectorIndex } from "../../native/vector-index.ts";
import { scaleDistances } from "../answers/scale-distances.ts";
import type { Metric } from "../options.ts";
import { addressOf } from "../vectors/address.ts";
import type { KeptIndex } from "./kept-index.ts";
import { KeptQuery } from "./kept-query.ts";
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
 * request, no memory but the answer's. The index's file must stay leased until
 * it is disposed.
 */
export class KeptSearcher implements Disposable {
	readonly k: number;
	readonly dimension: number;
	readonly metric: Metric;
	readonly #index: VectorIndex;
	readonly #query: KeptQuery;
	readonly #distances: Float32Array;
	readonly #neighbors: BigInt64Array;
	readonly #search: Parameters<typeof searchIndex>[0];

	/** @param effort nprobe or efSearch; null: what the index carries
	 * @throws {InvalidTableError} `invalid_index` */
	constructor(kept: KeptIndex, k: number, effort: number | null) {
		const { dimension, metric } = kept.description;
		this.k = k;
		this.dimension = dimension;
		this.metric = metric;
		this.#index = readKeptIndex(kept);
		this.#query = new KeptQuery(kept.description);
		this.#distances = new Float32Array(new ArrayBuffer(4 * k));
		this.#neighbors = new BigInt64Array(new ArrayBuffer(8 * k));
		this.#search = {
			index: this.#index.handle,
			queries: this.#query.address,
			isWide: this.#query.isWide,
			rows: 1,
			firstQuery: -1,
			rowNumbers: kept.rowNumbers === null ? 0 : addressOf(kept.rowNumbers),
			k,
			nprobe: effort ?? 0,
			distances: addressOf(this.#distances),
			neighbors: addressOf(this.#neighbors),
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
		this.#query.take(query);
		// Throws after disposal; the handle itself stays as it is.
		void this.#index.handle;
		void this.#rowNumbers;
		searchIndex(this.#search);
		const distances = this.#distances.slice();
		scaleDistances(distances, this.#unit);
		return { neighbors: this.#neighbors.slice(), distances };
	}

	[Symbol.dispose](): void {
		this.#index.dispose();
	}
}
