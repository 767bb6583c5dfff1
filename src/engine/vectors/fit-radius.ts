import { InvalidQueryError } from "../../errors.ts";
import type { Metric } from "../options.ts";

/** What is compared with a radius in float64. */
interface RadiusQuestion {
	readonly metric: Metric;
	readonly dimension: number;
	readonly radius: number;
	/** Of points and queries, as they are: see `noMagnitudes`. */
	readonly sizes: readonly Float64Array[];
}

/** A radius whose square keeps its digits. */
const leastRadius = 2 ** -500;
/** Differences of larger values do not vanish when they are squared. */
const leastValue = 2 ** -450;
/** The least float64 with all its digits. */
const leastNormal = 2 ** -1022;
/** Above it, powers of two are infinite. */
const mostExponent = 1000;

/**
 * Chooses the power of two that values and radius are multiplied with, so that
 * no square leaves float64 and that of the radius keeps its digits; 1 where that
 * is so anyway. Multiplying by it changes no digit.
 * @throws {InvalidQueryError} `invalid_rows`: values are so large beside the
 *   radius that no scale suits both
 */
export function fitRadius(question: RadiusQuestion): number {
	const { metric, dimension, radius, sizes } = question;
	const most = Math.max(...sizes.map(([, size = 0]) => size));
	const least = Math.min(...sizes.map(([size = Infinity]) => size));
	const limit = Math.floor(510 - Math.log2(dimension) / 2);
	const room = limit - Math.ceil(Math.log2(most));
	const isLarge = room < 0;
	if (metric === "cosine") {
		const scale = 2 ** room;
		return isLarge && least * scale >= leastNormal ? scale : 1;
	}
	const isSmall = radius === 0 ? least < leastValue : radius < leastRadius;
	if (metric !== "l2" || most === 0 || !(isLarge || isSmall)) return 1;
	const scale = 2 ** Math.min(room, mostExponent);
	if (radius > 0 && radius * scale < leastRadius) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot tell who is within ${radius} among values of up to ${most}: expected values below ${radius * 2 ** 500 * 2 ** limit}`,
			{ details: { radius, most } },
		);
	}
	return scale;
}
