import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { areSwapped } from "../vectors/place-columns.ts";

/** Which columns of a table are drawn. */
export type HeatmapColumns = readonly [across: string, up: string];

/**
 * The two columns that are named, longitude across, in whatever order the two
 * are named.
 * @throws {RangeError} not two
 */
export function acrossAndUp(columns: readonly string[]): HeatmapColumns {
	const [first = "", second = ""] = columns;
	if (columns.length !== 2) {
		throw new RangeError(
			`Cannot draw the columns ${columns.join(", ")}: columns expects two names, across and up, got ${columns.length}`,
		);
	}
	return areSwapped(second, first) ? [second, first] : [first, second];
}

/**
 * The only two numeric columns of a table, as `acrossAndUp` gives them.
 * @throws {RangeError} there are more, or fewer
 */
export function onlyTwoColumns({ columns }: VectorSource): HeatmapColumns {
	if (columns.length === 2) return acrossAndUp(columns.map(({ name }) => name));
	throw new RangeError(
		`Cannot choose what is drawn: heatmap needs two columns, and ${columns.length} are numeric; name them with --columns x,y (columns: ["x", "y"]), across and up`,
	);
}
