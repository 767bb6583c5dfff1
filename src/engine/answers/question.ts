import type { Backend, BuiltIndex } from "../backends/backend.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { QuerySet } from "./query-set.ts";

/** The main search: what is asked of which index. */
export interface Question {
	readonly backend: Backend;
	readonly index: BuiltIndex;
	readonly queries: QuerySet;
	readonly nprobe: number | null;
	readonly options: CheckedKnnOptions;
	/** What distances are multiplied with to be in the data's unit: see
	 * fitScale. */
	readonly unit: number;
	/** Query rows whose answers are kept, to measure recall with. */
	readonly sample: readonly number[];
}
