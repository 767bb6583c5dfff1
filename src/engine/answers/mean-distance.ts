import { sumDistances } from "../../native/kernels.ts";
import { addressOf } from "../vectors/address.ts";

/** The mean of the distances that are not NaN, by one addition after the other:
 * the same on every machine; null: there are none. */
export function meanDistance(distances: Float32Array): number | null {
	const { sum, count } = sumDistances(addressOf(distances), distances.length);
	return count === 0 ? null : sum / count;
}
