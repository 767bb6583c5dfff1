import type { KnnSummary } from "./summary.ts";

/** When the steps around a search ended, as performance.now() says it. */
export interface SearchTimes {
	readonly startedAt: number;
	readonly loadedAt: number;
	/** When the result's file was ready and the search began; when the source
	 * was loaded unless said. */
	readonly searchingAt?: number;
	readonly searchedAt: number;
	readonly writtenAt: number;
}

/** The part of a summary that its caller completes. */
type Completed = Pick<KnnSummary, "seconds" | "output">;

/**
 * The engine's summary with what its caller did before and after.
 * @param output where the result was written, as the user named it; null:
 *   nowhere
 */
export function completeSummary<Summary extends Completed>(
	summary: Summary,
	times: SearchTimes,
	output: string | null,
): Summary {
	const { startedAt, loadedAt, searchedAt, writtenAt } = times;
	const { searchingAt = loadedAt } = times;
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
