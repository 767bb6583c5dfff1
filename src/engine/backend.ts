import type { VectorSource } from "../arrow/numeric-columns.ts";
import type { Effort } from "./effort.ts";
import type { Found } from "./found.ts";
import type { Matrix } from "./matrix.ts";
import type { PackOptions, Vectors } from "./pack-vectors.ts";
import type { Plan } from "./planner.ts";

/** How an engine does each step of a search; knn.ts tells the order. */
export interface Backend {
	/** Whether it has an exact tree for few dimensions. */
	readonly hasTree: boolean;
	/** Columns to float32 rows, the ones that cannot be searched marked. */
	pack(source: VectorSource, options: PackOptions): Promise<Vectors>;
	/** An index over the valid points, the caller's to dispose. */
	build(plan: Plan, points: Vectors): Promise<BuiltIndex>;
	/** Writes NaN and -1 over the rows that are marked. */
	blankRows(found: Found, invalid: Uint8Array): Promise<void>;
	/** Mean over the neighbours found; null: there are none. */
	meanDistance(found: Found): Promise<number | null>;
}

/** An index that can be searched. */
export interface BuiltIndex extends Disposable {
	/** The most that makes sense. */
	readonly mostEffort: Effort;
	/** Neighbours of each query, as table rows. */
	search(queries: Matrix, options: SearchOptions): Promise<Found>;
	/** Neighbours of all points among themselves, in table rows; rows that are
	 * not indexed are left zero. Absent where `search` is the way. */
	readonly searchAll?: (k: number, includeSelf: boolean) => Promise<Found>;
}

export interface SearchOptions extends Effort {
	readonly k: number;
	/** Leaves query i, which is table row i, out of its own list. */
	readonly leaveSelfOut: boolean;
	/** Whether the caller is told of progress. */
	readonly isMainSearch: boolean;
}
