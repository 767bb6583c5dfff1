import type { KnnSummary } from "./summary.ts";

/** When the steps around a search ended, as performance.now() says it. */
export interface SearchTimes {
	readonly startedAt: number;
	readonly loadedAt: number;
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
	{ startedAt, loadedAt, searchedAt, writtenAt }: SearchTimes,
	output: string | null,
): Summary {
	return {
		...summary,
		seconds: {
			...summary.seconds,
			load: (loadedAt - startedAt) / 1000,
			write: (writtenAt - searchedAt) / 1000,
			total: (writtenAt - startedAt) / 1000,
		},
		output,
	};
}
