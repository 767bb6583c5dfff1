import type { OutputColumn } from "../../arrow/layout-columns.ts";
import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { KnnControl } from "../request.ts";
import type { KnnSummary } from "../summary.ts";

/** What the summary of every analysis has, which its caller completes. */
interface Analysed {
	readonly summary: Pick<KnnSummary, "seconds" | "output">;
}

/** What an analysis found, and the same as the columns of a table. */
export interface Findings<Result extends Analysed> {
	readonly result: Result;
	/** Made when asked for: a summary does not need them. */
	readonly columns: () => readonly OutputColumn[];
}

/** An analysis of one table whose options are checked. What it needs is loaded
 * when it runs. */
export type PreparedAnalysis<Result extends Analysed> = (
	points: VectorSource,
	control: KnnControl,
) => Promise<Findings<Result>>;
