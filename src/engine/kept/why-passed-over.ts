import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { leastSeconds, wideDimensions } from "../costs/choose-exact.ts";
import { checkKnnOptions, type KnnOptions } from "../options.ts";
import { isWideColumn } from "../vectors/is-wide-column.ts";
import type { KeptDescription } from "./kept-tail.ts";
import { weighKept } from "./weigh-kept.ts";

/** A search that names no index. */
export interface OpenSearch {
	/** Of the table, as they are searched. */
	readonly points: VectorSource;
	readonly queryCount: number;
	readonly options: KnnOptions;
}

/**
 * What speaks against searching with an index of the very table, columns and
 * metric.
 * @returns the estimated seconds of a search with it, and why it is not to be
 *   used; null: it is
 */
export function whyPassedOver(
	description: KeptDescription,
	{ points, queryCount, options }: OpenSearch,
): { readonly seconds: number; readonly reason: string | null } {
	const { kind } = description;
	const { rowCount: rows, dimension, columns } = points;
	const asked = { rows, queries: queryCount, dimension };
	const checked = checkKnnOptions(options);
	const { kept, fresh } = weighKept(description, asked, checked);
	const isWide = dimension <= wideDimensions && columns.some(isWideColumn);
	const reason =
		kind === "factory"
			? "its codes may not reach the recall; name it with --index"
			: isWide && kind !== "tree"
				? "it tells distances in float32, an exact tree in float64"
				: kept > fresh + (isExactKind(kind) ? leastSeconds : 0)
					? `searching ${queryCount} rows without it is estimated to be faster`
					: null;
	return { seconds: kept, reason };
}

/** Of these any is preferred that is there already, as long as it matters
 * little. */
function isExactKind(kind: KeptDescription["kind"]): boolean {
	return kind === "tree" || kind === "flat";
}
