import { availableParallelism } from "node:os";
import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { SearchSources } from "../planning/pack-search.ts";
import type { IndexKind, SearchEstimate } from "../summary.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { matrixInPlace } from "../vectors/matrix-in-place.ts";

/** Nanoseconds of a core that packing a value takes, its page included. */
const packedValue = 2.5;
/** And of the system giving a byte of memory: 0.1 where it was in use just
 * before, 1.2 where it was not. Of 10 and 25 million points in 3-D the whole
 * takes 2.53 and 6.58 s of two cores, the estimate says 2.72 and 6.85; 50
 * million took 12.9 s, and 16.2 in fresh memory, of 13.8. */
const givenByte = 0.6;
/** Bytes that sorting a tree's points takes meanwhile, a point. */
const treeScratch = 16;
/** Neighbours of a graph's vector, as FAISS keeps them. */
const graphBytes = 4 * 68;
/** From here on rows are copied into panels of products. */
const leastProductDimension = 8;
/** So few queries read the rows where they are. */
const fewQueries = 32;

/** How a search will go. */
export interface ExpectedSearch {
	readonly kind: IndexKind;
	/** Whether rows are packed as float64. */
	readonly isWide: boolean;
	/** Of building and searching; null: unknown. */
	readonly seconds: number | null;
}

/** What a search will take, packing included: told before it begins. */
export function estimateSearch(
	{ points, queries }: SearchSources,
	{ kind, isWide, seconds }: ExpectedSearch,
	options: CheckedKnnOptions,
): SearchEstimate {
	const { metric, cores } = options;
	const isOnEarth = metric === "haversine";
	const dimension = isOnEarth ? 3 : points.dimension;
	const rowBytes = (isWide ? 8 : 4) * dimension;
	const packedBytes = (source: VectorSource): number => {
		const isInPlace =
			!isWide && matrixInPlace(source, { metric, centre: null }) !== null;
		const passed = askedRows(source);
		// Where some are left out, the others are copied beside their numbers.
		const copied = passed < source.rowCount ? passed * (rowBytes + 8) : 0;
		return source.rowCount * ((isInPlace ? 0 : rowBytes) + 1) + copied;
	};
	const sources = queries === undefined ? [points] : [points, queries];
	const packed = sources.map(packedBytes);
	const asked = askedRows(queries ?? points);
	const each = indexBytes(kind, dimension, isWide, asked);
	const values = packed.reduce((sum, bytes) => sum + bytes / 4, 0);
	const atOnce = 1e9 * Math.min(cores, availableParallelism());
	const bytes = packed.reduce((a, b) => a + b, 0) + askedRows(points) * each;
	const around = (packedValue * values + givenByte * bytes) / atOnce;
	return { seconds: seconds === null ? null : seconds + around, bytes };
}

/** Of a point in the index, and in what it is built from. */
function indexBytes(
	kind: IndexKind,
	dimension: number,
	isWide: boolean,
	queries: number,
): number {
	const row = 4 * dimension;
	switch (kind) {
		case "tree":
			return row + 4 + (isWide ? 2 * row + 4 : 0) + treeScratch;
		case "flat":
			return dimension < leastProductDimension || queries < fewQueries
				? 0
				: row;
		case "ivf":
			return 2 * row + 8;
		case "hnsw":
			return row + graphBytes;
		case "factory":
			return row; // at most, but for what it keeps of each vector twice
	}
}
