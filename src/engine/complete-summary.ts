import type { KnnSummary } from "./summary.ts";

/** When the steps around a search ended, as performance.now() says it. */
export interface SearchTimes {
	readonly startedAt: number;
	readonly loadedAt: number;
	/** When the result's file was ready, and the search began. */
	readonly searchingAt: number;
	readonly searchedAt: number;
	readonly writtenAt: number;
}

/**
 * The engine's summary with what its caller did before and after.
 * @param output where the result was written, as the user named it; null:
 *   nowhere
 */
export function completeSummary(
	summary: KnnSummary,
	{ startedAt, loadedAt, searchingAt, searchedAt, writtenAt }: SearchTimes,
	output: string | null,
): KnnSummary {
	return {
		...summary,
		seconds: {
			...summary.seconds,
			load: (loadedAt - startedAt) / 1000,
			write: (searchingAt - loadedAt + writtenAt - searchedAt) / 1000,
			total: (writtenAt - startedAt) / 1000,
		},
		output,
	};
}
