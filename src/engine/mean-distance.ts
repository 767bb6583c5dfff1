import { addressOf } from "./address.ts";
import type { NativeCrew } from "./native-pool.ts";

const summedValues = 1 << 20;

/**
 * The mean of the distances that are not NaN; null: there are none. Added up in
 * one order, so that it is the same for any number of Workers.
 */
export async function meanDistance(
	crew: NativeCrew,
	distances: Float32Array,
): Promise<number | null> {
	const count = distances.length;
	const mean = await crew.run({
		job: {
			kind: "mean",
			values: addressOf(distances),
			count,
			block: summedValues,
		},
		chunking: { units: Math.ceil(count / summedValues), first: 1, most: 1 },
		cores: 1,
		holds: [distances],
	});
	return mean === undefined || Number.isNaN(mean) ? null : mean;
}
