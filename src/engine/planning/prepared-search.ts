import type { BuiltIndex } from "../backends/backend.ts";
import type { EstimatedSeconds, SearchEstimate } from "../summary.ts";
import type { PackedSources } from "../vectors/pack-sources.ts";
import type { NprobeChoice } from "./choose-nprobe.ts";
import type { Plan } from "./planner.ts";

/** All that a search needs. The index is the caller's to dispose. */
export interface PreparedSearch extends PackedSources {
	/** Its nprobe is known where the index has an effort. */
	readonly plan: Plan;
	/** How nprobe was chosen; null: it was given, or there are no lists. */
	readonly choice: NprobeChoice | null;
	readonly estimated: EstimatedSeconds;
	/** What the caller was told. */
	readonly estimate: SearchEstimate;
	readonly index: BuiltIndex;
}
