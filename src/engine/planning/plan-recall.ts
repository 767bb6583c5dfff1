import { sampleQueries } from "../answers/search-sample.ts";
import type { CheckedKnnOptions } from "../options.ts";
import type { RecallCheck } from "../recall/recall-check.ts";
import { isExact } from "./is-exact.ts";
import type { PreparedSearch } from "./prepared-search.ts";

/**
 * The queries that recall is measured on; null: it is not. They are others than
 * those that nprobe was chosen on, which reach the target because it was chosen
 * so; but for all queries, which leave nothing to chance.
 */
export function planRecall(
	{ plan, queries, choice }: PreparedSearch,
	{ recallSample: size, seed }: CheckedKnnOptions,
): RecallCheck | null {
	if (isExact(plan.kind)) return null;
	if (size === 0) return choice?.check ?? null;
	const chosenOn = size < queries.matrix.rows ? (choice?.chosenOn ?? []) : [];
	const sample = sampleQueries(queries, size, seed + 1, new Set(chosenOn));
	return { sample, exact: null };
}
