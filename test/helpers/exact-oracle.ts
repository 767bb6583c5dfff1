import type { Metric } from "../../src/engine/options.ts";
import { haversine } from "./haversine.ts";

/** A distance in float64, and how far a kernel's may be from it. */
export interface Measured {
	readonly distance: number;
	/** Within which a kernel cannot tell it from another: float32's resolution,
	 * float64's for haversine. */
	readonly resolution: number;
}

/** Row `row` of a row-major matrix. */
export type RowOf = (row: number) => Float64Array;

/** What float32 rounds by at most, relative. */
const rounding = 2 ** -24;
/** And absolute, once for a square or a product: its smallest number, halved. */
const smallest = 2 ** -150;

/**
 * Measures as `metric` says, in float64; products are negative, so that the
 * nearest is always the smallest. A kernel that adds up d terms in float32
 * rounds by about d roundings, of the distance itself for l2, of both lengths
 * for products. `centre`: the values were narrowed to float32 after it was
 * subtracted; null: they are float32 numbers.
 */
export function measure(
	metric: Metric,
	a: Float64Array,
	b: Float64Array,
	centre: Float64Array | null,
): Measured {
	const roundings = (a.length + 8) * rounding;
	switch (metric) {
		case "haversine": {
			const distance = haversine([at(a, 0), at(a, 1)], [at(b, 0), at(b, 1)]);
			// Unit vectors in float64; near the antipode their chord hardly changes.
			return { distance, resolution: 5e-9 + 2e-8 * distance };
		}
		case "ip": {
			const size = Math.sqrt(product(a, a) * product(b, b));
			const narrowed = centre === null ? 0 : 4 * rounding;
			const resolution = (roundings + narrowed) * size + a.length * smallest;
			return { distance: -product(a, b), resolution };
		}
		case "cosine": {
			const lengths = Math.sqrt(product(a, a) * product(b, b));
			const cosine = lengths === 0 ? 0 : product(a, b) / lengths;
			return { distance: 1 - cosine, resolution: 2 * roundings };
		}
		case "l2": {
			const distance = Math.sqrt(squaredDistance(a, b));
			const size = centre && Math.sqrt(squaredDistance(a, centre));
			const narrowed = size === null ? 0 : 2 * rounding * (2 * size + distance);
			const vanished = Math.sqrt(a.length * smallest);
			const resolution = roundings * distance + narrowed + vanished;
			return { distance, resolution };
		}
	}
}

/**
 * What was subtracted before narrowing, at least: the median of a column far
 * from 0 for its spread, else 0.
 */
export function leastCentre(
	points: Float64Array,
	dimension: number,
): Float64Array {
	const rows = points.length / dimension;
	return Float64Array.from({ length: dimension }, (_, c) => {
		const values = Float64Array.from(
			{ length: rows },
			(_, row) => points[row * dimension + c] ?? 0,
		).sort();
		const quantile = (q: number) => values[Math.floor(rows * q)] ?? 0;
		const spread = quantile(0.75) - quantile(0.25);
		return Math.abs(quantile(0.5)) > 16 * spread ? quantile(0.5) : 0;
	});
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let c = 0; c < a.length; c++) {
		const difference = at(a, c) - at(b, c);
		sum += difference * difference;
	}
	return sum;
}

function product(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let c = 0; c < a.length; c++) sum += at(a, c) * at(b, c);
	return sum;
}

function at(values: Float64Array, place: number): number {
	return values[place] ?? 0;
}
