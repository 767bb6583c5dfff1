/** What the Workers do for clusters and outliers. Units are rows unless a job
 * says otherwise. */

import type {
	LloydSeed,
	LloydStep,
	NearestLists,
} from "../../native/analysis.ts";
import type { CellPlaces, GridPlaces } from "../../native/cells.ts";
import type { MatrixAddress } from "../../native/vector-index.ts";
import type { GatheredTable } from "../vectors/gather-rows.ts";

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

/** Counts rows by cells; `marks`: a byte a row of the table. */
interface CountCellsJob extends GatheredTable {
	readonly kind: "count-cells";
	/** Handle. */
	readonly cells: number;
	readonly marks: number;
}

/** Sorts cells; how many there are, and how many are sorted, int64 [2], go to
 * `counts`. One unit. */
interface SortCellsJob {
	readonly kind: "sort-cells";
	readonly cells: number;
	readonly minCount: number;
	readonly top: number;
	readonly counts: number;
}

/** Reads sorted cells. Units are cells. */
interface ReadCellsJob extends CellPlaces {
	readonly kind: "read-cells";
	readonly cells: number;
}

/** Units are blocks of `block` rows, each with what it fills of its own. */
export interface InBlocks extends GatheredTable {
	readonly block: number;
	readonly rowCount: number;
	/** A byte a row of the table; 0: no row is left out. */
	readonly excluded: number;
}

/** Widens bounds, float64 [4] a block. */
interface WidenBoundsJob extends InBlocks {
	readonly kind: "widen-bounds";
	readonly bounds: number;
}

/** Counts rows on a grid: counts, sums and tally of each block. */
interface CountGridJob extends InBlocks, GridPlaces {
	readonly kind: "count-grid";
}

export type AnalysisJob =
	| CountCellsJob
	| SortCellsJob
	| ReadCellsJob
	| WidenBoundsJob
	| CountGridJob
	| LloydSeedJob
	| LloydStepJob
	| LocalDensityJob
	| LocalOutlierJob;
