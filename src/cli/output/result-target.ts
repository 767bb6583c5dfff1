import { UsageError } from "../usage-error.ts";
import { isSamePlace } from "./is-same-place.ts";
import type { ResultTargetOptions } from "./open-result-target.ts";
import type { ResultTarget } from "./result-shape.ts";

/**
 * What `--output` names; null when it was not given, and then nothing that
 * writes is loaded. Throws as `openResultTarget` does, and a UsageError where
 * the result would take the place of what is read.
 */
export async function resultTarget({
	output,
	sources,
	...how
}: ResultTargetOptions): Promise<ResultTarget | null> {
	if (output === undefined) {
		if (how.outputFormat !== undefined) throw needsOutput("--output-format");
		if (how.replace) throw needsOutput("--replace");
		if (how.neighbors?.sorted) throw needsOutput("--sorted");
		return null;
	}
	for (const source of sources) {
		if (source !== undefined && isSamePlace(source, output)) {
			throw new UsageError(
				`Cannot write the result over ${JSON.stringify(output)}, which is read: give another --output`,
			);
		}
	}
	const { openResultTarget } = await import("./open-result-target.ts");
	return await openResultTarget(output, how);
}

function needsOutput(option: string): UsageError {
	return new UsageError(`${option} needs --output: where it is written`);
}
