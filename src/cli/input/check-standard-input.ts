import { UsageError } from "../usage-error.ts";

/**
 * Makes sure that standard input is read for one argument only.
 * @throws {UsageError}
 */
export function checkStandardInput(sources: readonly string[]): void {
	if (sources.filter((source) => source === "-").length > 1) {
		throw new UsageError("Standard input (-) can be read only once");
	}
}
