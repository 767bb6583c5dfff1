import type { Plan } from "./planner.ts";

/** Whether float64 adds nothing to what such an index tells: a tree has compared
 * in it what it must, and codes are coarser than float32. */
export function tellsItself({ kind }: Plan): boolean {
	return kind === "tree" || kind === "factory";
}
