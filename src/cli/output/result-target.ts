import type { FormatName } from "../../formats/format.ts";
import { UsageError } from "../usage-error.ts";
import type { ResultTarget } from "./result-shape.ts";

/** Where a result goes. */
export interface ResultTargetOptions {
	readonly output: string | undefined;
	/** What is written there; by the name where it is not said. */
	readonly outputFormat: FormatName | undefined;
	/** A key on the shelf may be taken already; a file always may. */
	readonly replace: boolean;
	/** Standard output is taken by the summary. */
	readonly json: boolean;
	readonly dir: string | undefined;
	/** Given where the result is neighbours. */
	readonly neighbors?: {
		/** Rows in their order also where that costs. */
		readonly sorted: boolean;
	};
}

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
