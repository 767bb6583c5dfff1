import type { Metric } from "../options.ts";

/** How coordinates are brought to a size at which float32 can compare them. */
export interface ScaleFit {
	/** Powers of two that points and queries are multiplied with. */
	readonly points: number;
	readonly queries: number;
	/** What distances are multiplied with to be in the data's unit again. */
	readonly unit: number;
	/** Distances (of ip, products) from here on are right, nearer ones need not
	 * be: sizes differ so much that no scale suits all. In the data's unit; 0:
	 * all are right. */
	readonly blur: number;
	/** No scale lets float32 tell all of it apart: float64 does that, compares
	 * or, for cosine, brings rows to length 1. */
	readonly needsWide: boolean;
}

/** What is compared, by the sizes of its values other than 0: {least, most}. */
export interface ScaleQuestion {
	readonly metric: Metric;
	readonly dimension: number;
	readonly points: Iterable<number>;
	/** The points' own where they are asked. */
	readonly queries: Iterable<number>;
	/** Of the points, where it is settled: they are in an index that is kept. */
	readonly settled?: number;
	/** The rows are float64. */
	readonly isWide: boolean;
}

/** What values are brought to where they are too small or large: far from
 * either end, for queries of an index that is kept. */
const usualExponent = 10;
/** Differences of float32 of this size are at least 2^-62, and their squares
 * keep all digits; of products, of two such. And the same of float64. */
const leastExponents = { l2: -38, ip: -60, wide: -450 } as const;
/** Squares of smaller distances are off by more than 1e-5 of their size, for
 * each term by up to 2^-150. */
const blurOf = { l2: 2 ** -66, ip: 2 ** -132, wide: 2 ** -520 } as const;
/** What is scaled down by more has distances that float32 cannot hold. */
const mostReduction = -63;
/** Above it, powers of two are infinite. */
const mostEnlargement = 1000;
/** The least exponent of a float32 with all its digits. */
const leastNormal = -126;

/**
 * Chooses scales so that no square or product of what is compared leaves the
 * range of float32: 1 where it does not anyway. Multiplying by a power of two
 * changes no digit.
 */
export function fitScale(question: ScaleQuestion): ScaleFit {
	switch (question.metric) {
		case "l2":
			return fitDistances(question);
		case "ip":
			return fitProducts(question);
		case "cosine":
			return fitDirections(question);
		default:
			return { points: 1, queries: 1, unit: 1, blur: 0, needsWide: false };
	}
}

/** One scale for points and queries. */
function fitDistances({
	points,
	queries,
	dimension,
	isWide,
	settled,
}: ScaleQuestion): ScaleFit {
	const range = rangeOf(points, queries);
	const most = largestExponent(dimension);
	const limits = { least: leastExponents.l2, most, reduction: mostReduction };
	const exponent = settled ? Math.log2(settled) : exponentFor(range, limits);
	const wider = { ...limits, least: leastExponents.wide };
	const fine = settled ? exponent : exponentFor(range, wider);
	// Float64 has room for what would be refused beside the small ones.
	const isRefused = range.most + exponent > most;
	const hasRoom = isWide && isRefused && isIn(range, fine, wider);
	if (isTold(range, exponent, limits) && !hasRoom) {
		return fitOf(exponent, exponent, 2, 0);
	}
	const { wide, l2 } = blurOf;
	if (!isWide) {
		const blur = Math.sqrt(dimension) * l2;
		return { ...fitOf(exponent, exponent, 2, blur), needsWide: true };
	}
	const isFine = isTold(range, fine, wider);
	const blur = isFine ? 0 : Math.sqrt(dimension) * wide;
	return { ...fitOf(fine, fine, 2, blur), needsWide: true };
}

/** A scale for points, and one for queries. Products that are large already
 * would not fit in the result. */
function fitProducts({
	points,
	queries,
	dimension,
	settled,
}: ScaleQuestion): ScaleFit {
	const most = largestExponent(dimension);
	const limits = { least: leastExponents.ip, most, reduction: 0 };
	const ranges = [rangeOf(points), rangeOf(queries)] as const;
	const own = settled ? Math.log2(settled) : exponentFor(ranges[0], limits);
	const asked = exponentFor(ranges[1], limits);
	const isFine =
		isTold(ranges[0], own, limits) && isTold(ranges[1], asked, limits);
	return fitOf(own, asked, 1, isFine ? 0 : dimension * blurOf.ip);
}

/** Rows come to length 1 whatever the scale: what float32 has not all digits of
 * is brought there in float64. */
function fitDirections({
	points,
	queries,
	dimension,
}: ScaleQuestion): ScaleFit {
	const most = largestExponent(dimension);
	const ranges = [rangeOf(points), rangeOf(queries)];
	const needsWide = ranges.some(
		(range) => range.least < leastNormal || range.most > most,
	);
	const [own = 1, asked = 1] = ranges.map((range) =>
		needsWide && range.most !== -Infinity
			? 2 ** Math.min(most - range.most, mostEnlargement)
			: 1,
	);
	return { points: own, queries: asked, unit: 1, blur: 0, needsWide };
}

interface Range {
	/** Exponents of 2 at or below the least value, and at or above the most. */
	readonly least: number;
	readonly most: number;
}

interface Limits extends Range {
	/** The least exponent of a scale. */
	readonly reduction: number;
}

function rangeOf(...magnitudes: readonly Iterable<number>[]): Range {
	const least = Math.min(...magnitudes.map(([size = Infinity]) => size));
	const most = Math.max(...magnitudes.map(([, size = 0]) => size));
	return {
		least: Math.floor(Math.log2(least)),
		most: Math.ceil(Math.log2(most)),
	};
}

/** Of the largest coordinate whose squares fit in float32: see columns.cpp. */
function largestExponent(dimension: number): number {
	return Math.floor(63 - Math.log2(dimension) / 2);
}

function isIn(
	range: Range,
	exponent: number,
	{ least, most }: Limits,
): boolean {
	return range.least + exponent >= least && range.most + exponent <= most;
}

/** What is too large is no matter: such rows are not searched. */
function isTold(range: Range, exponent: number, { least }: Limits): boolean {
	return range.least + exponent >= least;
}

function exponentFor(range: Range, limits: Limits): number {
	if (range.most === -Infinity || isIn(range, 0, limits)) return 0;
	const low = Math.max(limits.reduction, limits.least - range.least);
	const high = Math.min(mostEnlargement, limits.most - range.most);
	// Both ends do not fit: rather the small ones are not told apart than that
	// large ones are refused; but those that never fitted stay so.
	if (low > high) return range.most > limits.most ? 0 : Math.max(0, high);
	return Math.max(low, Math.min(high, usualExponent - range.most));
}

/** @param degree 1: a product of both, 2: the root of their squares */
function fitOf(
	points: number,
	queries: number,
	degree: 1 | 2,
	blur: number,
): ScaleFit {
	const unit = 2 ** -(degree === 1 ? points + queries : points);
	return {
		points: 2 ** points,
		queries: 2 ** queries,
		unit,
		blur: blur * unit,
		needsWide: false,
	};
}
