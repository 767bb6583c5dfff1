/** What the Workers do for clusters and outliers. Units are rows unless a job
 * says otherwise. */
import type {
	LloydSeed,
	LloydStep,
	NearestLists,
} from "../../native/analysis.ts";
import type { MatrixAddress } from "../../native/vector-index.ts";

/** Chooses first centres out of all rows, one after the other: for one Worker.
 * Units are centres. */
interface LloydSeedJob extends MatrixAddress, LloydSeed {
	readonly kind: "lloyd-seed";
}

/** Assigns rows to centres. Units are blocks of `block` rows, each with sums
 * and counts of its own, so that they add up alike for any Workers. */
interface LloydStepJob extends MatrixAddress, LloydStep {
	readonly kind: "lloyd-step";
	readonly block: number;
}

interface LocalDensityJob extends NearestLists {
	readonly kind: "local-density";
	readonly density: number;
}

interface LocalOutlierJob extends NearestLists {
	readonly kind: "local-outlier";
	readonly density: number;
	readonly factor: number;
}

export type AnalysisJob =
	| LloydSeedJob
	| LloydStepJob
	| LocalDensityJob
	| LocalOutlierJob;
