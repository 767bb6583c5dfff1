import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { Metric } from "../options.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { packVectors } from "./pack-vectors.ts";
import { placeColumns } from "./place-columns.ts";
import type { Vectors } from "./sift-rows.ts";

/** Columns as float64 rows that the metric wants: as they are, scaled to length
 * 1, or unit vectors of places. Throws as `packVectors` does. */
export function packWide(
	crew: NativeCrew,
	source: VectorSource,
	options: {
		readonly role: "points" | "queries";
		readonly metric: Metric;
		readonly skipInvalid: boolean;
	},
): Promise<Vectors> {
	const columns =
		options.metric === "haversine" ? placeColumns(source) : source;
	return packVectors(crew, columns, {
		...options,
		centre: null,
		isWide: true,
	});
}
