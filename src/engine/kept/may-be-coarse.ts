import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { isWideColumn } from "../vectors/is-wide-column.ts";
import type { KeptDescription } from "./kept-tail.ts";

/** Whether an index may tell distances between its points too coarsely for what
 * their columns hold: a tree knows them in float64, codes are coarser anyway,
 * and products and directions are those of float32. */
export function mayBeCoarse(
	{ kind, metric }: KeptDescription,
	{ columns }: Pick<VectorSource, "columns">,
): boolean {
	const isTold = kind === "tree" || kind === "factory";
	return metric === "l2" && !isTold && columns.some(isWideColumn);
}
