import type { VectorSource } from "../../arrow/numeric-columns.ts";

/** A centre in two parts, each null where it is nothing. */
export interface DividedCentre {
	/** Subtracted from whatever rows, since float64 does not hold integers of 64
	 * bits; what is left of those loses nothing. */
	readonly whole: Float64Array | null;
	/** Subtracted when rows are narrowed, and from no float64: what lies near 0
	 * would lose its digits beside a centre far away. */
	readonly rest: Float64Array | null;
}

/** Divides a centre [dimension] by the types of the columns it is of. */
export function divideCentre(
	{ columns }: Pick<VectorSource, "columns">,
	centre: Float64Array | null,
): DividedCentre {
	if (centre === null) return { whole: null, rest: null };
	const isBig = columns.flatMap(({ chunks, width }) => {
		const values = chunks[0]?.values;
		const isLong =
			values instanceof BigInt64Array || values instanceof BigUint64Array;
		return new Array<boolean>(width).fill(isLong);
	});
	return {
		whole: unlessNothing(centre.map((at, c) => (isBig[c] ? at : 0))),
		rest: unlessNothing(centre.map((at, c) => (isBig[c] ? 0 : at))),
	};
}

function unlessNothing(centre: Float64Array): Float64Array | null {
	return centre.some((value) => value !== 0) ? centre : null;
}
