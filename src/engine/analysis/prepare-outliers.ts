import { checkOutlierOptions, type OutlierOptions } from "./outlier-options.ts";
import type { OutlierResult } from "./outliers.ts";
import type { PreparedAnalysis } from "./prepared-analysis.ts";

/**
 * Checks how outliers are to be found, at once, for `outliers` to find them.
 * @throws {InvalidQueryError | TypeError | RangeError} as `checkOutlierOptions`
 */
export function prepareOutliers(
	options: OutlierOptions,
): PreparedAnalysis<OutlierResult> {
	checkOutlierOptions(options);
	return async (points, control) => {
		const { outliers } = await import("./outliers.ts");
		const { outlierColumns } = await import("./outlier-columns.ts");
		const result = await outliers({ ...options, points }, control);
		return {
			result,
			columns: () => outlierColumns(result.scores, options.top),
		};
	};
}
