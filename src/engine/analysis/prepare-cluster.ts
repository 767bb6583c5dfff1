import { type ClusterOptions, checkClusterOptions } from "./cluster-options.ts";
import type { ClusterResult } from "./cluster-result.ts";
import type { PreparedAnalysis } from "./prepared-analysis.ts";

/**
 * Checks how clusters are to be made, at once, for `cluster` to make them.
 * @throws {TypeError | RangeError} as `checkClusterOptions` does
 */
export function prepareCluster(
	options: ClusterOptions,
): PreparedAnalysis<ClusterResult> {
	checkClusterOptions(options);
	return async (points, control) => {
		const { cluster } = await import("./cluster.ts");
		const { clusterColumns } = await import("./cluster-columns.ts");
		const result = await cluster({ ...options, points }, control);
		return { result, columns: () => clusterColumns(result) };
	};
}
