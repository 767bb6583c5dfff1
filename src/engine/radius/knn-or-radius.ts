import type { OutputColumn } from "../../arrow/layout-columns.ts";
import { checkKnnOptions, type KnnOptions } from "../options.ts";
import type { KnnControl, KnnRequest, KnnResult } from "../request.ts";
import { checkRadiusOptions } from "./radius-options.ts";
import type { RadiusResult } from "./search-radius.ts";

/** What a search found, and the same as the columns of a table. */
export interface Neighbors {
	readonly result: KnnResult | RadiusResult;
	/** Made when asked for: a summary does not need them. */
	readonly columns: () => readonly OutputColumn[];
}

/** A search whose options are checked. */
export type PreparedKnn = (
	sources: Pick<KnnRequest, "points" | "queries" | "kept" | "metric">,
	control: KnnControl,
) => Promise<Neighbors>;

/**
 * Checks how to search, at once; the search itself is loaded when it runs. With
 * `radius` all neighbours within it are found, else the k nearest.
 * @throws {InvalidQueryError | RangeError | TypeError} as `checkKnnOptions` and
 * `checkRadiusOptions` do
 */
export function prepareKnn(options: KnnOptions): PreparedKnn {
	const { radius } = options;
	if (radius === undefined) {
		checkKnnOptions(options);
		return async (sources, control) => {
			const { knn } = await import("../knn.ts");
			const { resultColumns } = await import("../answers/result-columns.ts");
			const result = await knn({ ...options, ...sources }, control);
			return { result, columns: () => resultColumns(result) };
		};
	}
	const within = { ...options, radius };
	checkRadiusOptions(within);
	return async (sources, control) => {
		const { searchRadius } = await import("./search-radius.ts");
		const { radiusColumns } = await import("./radius-columns.ts");
		const result = await searchRadius({ ...within, ...sources }, control);
		return { result, columns: () => radiusColumns(result) };
	};
}
