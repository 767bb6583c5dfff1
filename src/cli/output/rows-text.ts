import type { KnnSummary } from "../../engine/summary.ts";
import { formatCount } from "./units.ts";

/** How many rows there are, and how many of them were looked at. */
export function rowsText({
	rows,
	filtered,
	dimension,
}: Pick<KnnSummary, "rows" | "filtered" | "dimension">): string {
	const all = `${formatCount(rows)} of dimension ${dimension}`;
	return filtered === null ? all : `${all}, ${formatCount(filtered)} pass`;
}
