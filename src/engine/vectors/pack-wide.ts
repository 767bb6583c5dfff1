import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { Metric } from "../options.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { centreOf } from "./centre.ts";
import { divideCentre } from "./divide-centre.ts";
import { fitRadius } from "./fit-radius.ts";
import type { PackOptions } from "./pack-options.ts";
import { type PackedRows, packRows } from "./pack-rows.ts";
import { placeColumns } from "./place-columns.ts";
import { siftRows, type Vectors } from "./sift-rows.ts";

/** Whose neighbours are looked for; without queries the points' own. */
interface WideSources {
	readonly points: VectorSource;
	readonly queries?: VectorSource | undefined;
}

/** How far, and what is taken. */
interface WideOptions {
	readonly metric: Metric;
	readonly skipInvalid: boolean;
	readonly radius: number;
}

/** Float64 rows of all. */
export interface WideRows {
	readonly points: Vectors;
	/** Null: there are none. */
	readonly queries: Vectors | null;
	/** What they were multiplied with: see `fitRadius`. */
	readonly scale: number;
}

/**
 * Packs columns as float64 rows that the metric wants: times a power of two,
 * scaled to length 1, or unit vectors of places. Of metric l2 and cosine any
 * finite number is taken.
 * @throws {InvalidQueryError} `invalid_rows`; of l2 also where values are too
 *   large beside the radius
 * @throws {OutOfMemoryError} there is not so much memory
 */
export async function packWide(
	crew: NativeCrew,
	sources: WideSources,
	options: WideOptions,
): Promise<WideRows> {
	const { metric, skipInvalid } = options;
	const centre = metric === "l2" ? centreOf(sources.points) : null;
	const shared = {
		metric,
		skipInvalid,
		isWide: true,
		centre: divideCentre(sources.points, centre).whole,
		range: metric === "l2" || metric === "cosine" ? "float64" : "float32",
	} as const;
	const first = await packBoth(crew, sources, shared, 1);
	const sizes = [first.points, ...(first.queries ? [first.queries] : [])];
	const scale = fitRadius({
		...options,
		dimension: sources.points.dimension,
		sizes: sizes.map(({ magnitudes }) => magnitudes),
	});
	const { points, queries } =
		scale === 1 ? first : await packBoth(crew, sources, shared, scale);
	const sift = (rows: PackedRows, role: PackOptions["role"]) =>
		siftRows(crew, rows, { ...shared, role });
	return {
		points: await sift(points, "points"),
		queries: queries && (await sift(queries, "queries")),
		// The direction of a row is that of any multiple.
		scale: metric === "l2" ? scale : 1,
	};
}

async function packBoth(
	crew: NativeCrew,
	{ points, queries }: WideSources,
	shared: Omit<PackOptions, "role" | "scale">,
	scale: number,
): Promise<{ points: PackedRows; queries: PackedRows | null }> {
	const pack = (source: VectorSource, role: PackOptions["role"]) => {
		const isOnEarth = shared.metric === "haversine";
		const columns = isOnEarth ? placeColumns(source) : source;
		return packRows(crew, columns, { ...shared, role, scale });
	};
	return {
		points: await pack(points, "points"),
		queries: queries ? await pack(queries, "queries") : null,
	};
}
