import type { LazyDataFrame } from "nodejs-polars";
import type { Polars } from "./polars.ts";

/**
 * A table of neighbours (`query`, `neighbors`, `distances`) as one of a row
 * each, for formats without lists: `query`, `rank` (from 1 on), `neighbor`,
 * `distance`. Where fewer than k were found, there are fewer rows. One row a
 * neighbour and not k pairs of columns: it fits lists of any length, joins and
 * groups in any program, and is what graph tools read as edges.
 */
export function neighborRows(
	polars: Polars,
	frame: LazyDataFrame,
): LazyDataFrame {
	const neighbors = polars.col("neighbors").cast(polars.List(polars.Int64));
	const distances = polars.col("distances").cast(polars.List(polars.Float32));
	const one = polars.lit(1);
	const end = neighbors.lst.lengths().plus(one);
	return frame
		.select(
			polars.col("query"),
			polars.intRanges(one, end).alias("rank"),
			neighbors.alias("neighbor"),
			distances.alias("distance"),
		)
		.explode("rank", "neighbor", "distance")
		.filter(polars.col("neighbor").gtEq(polars.lit(0)));
}
