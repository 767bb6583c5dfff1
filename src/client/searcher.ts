import type { KeptSearcher } from "../engine/kept/kept-searcher.ts";
import type { Metric } from "../engine/options.ts";

/** A kept index, open for one query at a time; let go with `using`. */
export class Searcher implements Disposable {
	readonly #kept: KeptSearcher;
	readonly #held: DisposableStack;

	/** Takes over both. @internal */
	constructor(kept: KeptSearcher, held: DisposableStack) {
		this.#kept = kept;
		this.#held = held;
	}

	/** Values of a query. */
	get dimension(): number {
		return this.#kept.dimension;
	}

	/** Neighbours of a query. */
	get k(): number {
		return this.#kept.k;
	}

	get metric(): Metric {
		return this.#kept.metric;
	}

	/**
	 * The k nearest rows of one query, found at once on this thread.
	 * @param query [dimension] finite numbers
	 * @returns row numbers and distances [k], nearest first; -1 and NaN where
	 *   fewer were found
	 * @throws {InvalidQueryError} `invalid_dimension`, `invalid_rows`
	 * @throws {TypeError} after disposal
	 */
	search(query: ArrayLike<number>): ReturnType<KeptSearcher["search"]> {
		return this.#kept.search(query);
	}

	/** Lets go of the index and its lease. */
	[Symbol.dispose](): void {
		this.#held.dispose();
	}
}
