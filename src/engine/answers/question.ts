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
	/** Query rows whose answers are kept, to measure recall with. */
	readonly sample: readonly number[];
}
