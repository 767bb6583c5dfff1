import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { searchIndex } from "../../native/index-search.ts";
import { measureWide, searchWide } from "../../native/wide-rows.ts";
import { createFound, type Found } from "../answers/found.ts";
import { narrowingDoubt, wantedInDoubt } from "../answers/narrowing-doubt.ts";
import { isExact } from "../planning/is-exact.ts";
import type { PackJob } from "../pool/jobs.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { divideCentre } from "../vectors/divide-centre.ts";
import { noMagnitudes } from "../vectors/magnitudes.ts";
import { createMatrix, type Matrix } from "../vectors/matrix.ts";
import { packBatches } from "../vectors/pack-batches.ts";
import { packStep } from "../vectors/pack-step.ts";
import type { KeptDescription } from "./kept-tail.ts";

/** How the index was searched: for one query. */
type Search = Parameters<typeof searchIndex>[0];

/**
 * Tells in float64 what a kept index of narrowed rows tells too coarsely of
 * single queries, as `WideAnswers` does for many, on this thread. The points are
 * packed when the first such query comes, and kept. The source must stay mapped.
 */
export class KeptWide {
	readonly #description: KeptDescription;
	readonly #source: VectorSource;
	/** Of the source's columns: subtracted from float64 rows, and when narrowing. */
	readonly #whole: Float64Array | null;
	readonly #rest: Float64Array | null;
	readonly #query: Float64Array;
	readonly #row = new BigInt64Array(new ArrayBuffer(8));
	readonly #proven = new Uint8Array(new ArrayBuffer(8));
	#points: { readonly all: Matrix; readonly invalid: Uint8Array } | undefined;

	constructor(description: KeptDescription, source: VectorSource) {
		const { centre, scale, dimension } = description;
		const divided = divideCentre(source, centre && Float64Array.from(centre));
		this.#description = description;
		this.#source = source;
		this.#whole = divided.whole;
		this.#rest = divided.rest?.map((value) => value * scale) ?? null;
		this.#query = new Float64Array(new ArrayBuffer(8 * dimension));
	}

	/**
	 * Changes what was found for a query where float32 told it too coarsely.
	 * @param query as the columns have it
	 * @param length of the query as it was narrowed
	 */
	refine(
		query: ArrayLike<number>,
		length: number,
		found: Found,
		search: Search,
	): void {
		const isAll = isExact(this.#description.kind);
		const doubt = narrowingDoubt(found.distances, length, isAll);
		if (doubt === null) return;
		const { scale } = this.#description;
		for (let c = 0; c < this.#query.length; c++) {
			const value = (query[c] as number) - (this.#whole?.[c] ?? 0);
			this.#query[c] = value * scale;
		}
		const seen = doubt === "coarse" ? copyOf(found) : searchMore(search);
		const isProven = this.#measure(seen, found);
		if (doubt === "doubtful" && isAll && !isProven) this.#compare(found);
	}

	#measure(seen: Found, found: Found): boolean {
		measureWide({
			...this.#asked(found),
			centre: this.#rest === null ? 0 : addressOf(this.#rest),
			candidates: addressOf(seen.neighbors),
			seen: addressOf(seen.distances),
			found: seen.k,
			proven: addressOf(this.#proven),
		});
		return this.#proven[0] === 1;
	}

	#compare(found: Found): void {
		const { invalid } = this.#packed();
		searchWide({
			...this.#asked(found),
			invalid: addressOf(invalid),
			pointRows: this.#source.rowCount,
			includeSelf: true,
		});
	}

	#asked({ k, distances, neighbors }: Found) {
		return {
			points: this.#packed().all.address,
			queries: addressOf(this.#query),
			dimension: this.#query.length,
			rows: addressOf(this.#row),
			count: 1,
			k,
			distances: addressOf(distances),
			neighbors: addressOf(neighbors),
		};
	}

	#packed() {
		this.#points ??= packPoints(
			this.#source,
			this.#whole,
			this.#description.scale,
		);
		return this.#points;
	}
}

function packPoints(
	source: VectorSource,
	centre: Float64Array | null,
	scale: number,
) {
	const { rowCount, dimension } = source;
	const all = createMatrix(rowCount, dimension, true);
	const invalid = new Uint8Array(allocate(rowCount, "row marks"));
	const magnitudes = noMagnitudes();
	const job: PackJob = {
		kind: "pack",
		batches: packBatches(source, centre),
		isWide: true,
		scale,
		range: "float64",
		out: all.address,
		stride: dimension,
		invalid: addressOf(invalid),
		magnitudes: addressOf(magnitudes),
	};
	packStep(job)(0, rowCount);
	return { all, invalid };
}

function copyOf({ rows, k, distances, neighbors }: Found): Found {
	const copy = createFound(rows, k);
	copy.distances.set(distances);
	copy.neighbors.set(neighbors);
	return copy;
}

/** The same search for more neighbours. */
function searchMore(search: Search): Found {
	const more = createFound(1, wantedInDoubt(search.k));
	searchIndex({
		...search,
		k: more.k,
		distances: addressOf(more.distances),
		neighbors: addressOf(more.neighbors),
	});
	return more;
}
