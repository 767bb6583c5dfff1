import { checkHotspotOptions, type HotspotOptions } from "./hotspot-options.ts";
import type { HotspotResult } from "./hotspots.ts";
import type { PreparedAnalysis } from "./prepared-analysis.ts";

/**
 * Checks how rows are to be counted, at once, for `hotspots` to count them.
 * @throws {TypeError | RangeError} as `checkHotspotOptions` does
 */
export function prepareHotspots(
	options: HotspotOptions,
): PreparedAnalysis<HotspotResult> {
	checkHotspotOptions(options);
	return async (points, control) => {
		const { hotspots } = await import("./hotspots.ts");
		const { hotspotColumns } = await import("./hotspot-columns.ts");
		const result = await hotspots({ ...options, points }, control);
		return { result, columns: () => hotspotColumns(result) };
	};
}
