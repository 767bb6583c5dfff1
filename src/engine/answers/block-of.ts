import { addressOf } from "../vectors/address.ts";
import type { Found } from "./found.ts";
import type { ResultBlock } from "./result-sink.ts";

/** What was found for those query rows, ascending, as answers of a search; the
 * arrays are shared. */
export function blockOf(
	{ k, neighbors, distances }: Found,
	queryRows: readonly number[],
): ResultBlock {
	return {
		count: queryRows.length,
		k,
		rows: BigInt64Array.from(queryRows, BigInt),
		first: 0,
		neighbors,
		distances,
		distancesAt: addressOf(distances),
	};
}
