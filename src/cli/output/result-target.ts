import { UsageError } from "../usage-error.ts";
import type { ResultTargetOptions } from "./open-result-target.ts";
import type { ResultTarget } from "./result-shape.ts";

/**
 * What `--output` names; null when it was not given, and then nothing that
 * writes is loaded. Throws as `openResultTarget` does.
 */
export async function resultTarget({
	output,
	...how
}: ResultTargetOptions): Promise<ResultTarget | null> {
	if (output === undefined) {
		if (how.outputFormat === undefined) return null;
		throw new UsageError("--output-format needs --output: where it is written");
	}
	const { openResultTarget } = await import("./open-result-target.ts");
	return await openResultTarget(output, how);
}
