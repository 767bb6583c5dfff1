import { niceStep } from "./ticks.ts";

/** Values counted in bins of one width. Bin i holds those from
 * `low + i * width` up to, but without, the next edge. */
export interface Histogram {
	readonly low: number;
	readonly width: number;
	readonly counts: readonly number[];
	/** At or above the last edge, where values lie far out. */
	readonly beyond: number;
	readonly total: number;
	readonly least: number;
	readonly most: number;
	readonly mean: number;
	/** There is but one value, up to rounding: the bins reach from 0 to twice
	 * it. */
	readonly isOne: boolean;
}

const sampleSize = 65_536;
/** Bins reach so far as this part of the values does. */
const shown = 0.995;
/** Bins end below the largest value only where the rest would take up more than
 * half of them. */
const leastPart = 0.5;
/** Where values thin out slowly, bins reach so many times as far as 90 % of
 * them do: the others would leave these no room. */
const usualReach = { part: 0.9, times: 3 };
/** Values that differ by a smaller part than this are one. */
const sameWithin = 1e-6;

/**
 * Counts values in about `bins` bins whose edges are round numbers; NaN is no
 * value. Every value is counted, none of them by a sample.
 * @returns null where there is none
 */
export function histogram(
	values: Float32Array,
	bins: number,
): Histogram | null {
	let [total, sum] = [0, 0];
	let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of values) {
		if (Number.isNaN(value)) continue;
		total += 1;
		sum += value;
		if (value < least) least = value;
		if (value > most) most = value;
	}
	if (total === 0) return null;
	const size = Math.max(Math.abs(least), Math.abs(most));
	const isOne = most - least <= sameWithin * size;
	const [from, high] = isOne
		? around(least)
		: edgesOf(least, highEdge(values, least, most));
	const width = niceStep((high - from) / bins);
	const low = Math.floor(from / width + 1e-9) * width;
	const count = Math.floor((high - low) / width + 1e-9) + 1;
	const counts = new Array<number>(count).fill(0);
	let beyond = 0;
	for (const value of values) {
		if (Number.isNaN(value)) continue;
		const bin = Math.max(0, Math.floor((value - low) / width));
		if (bin >= count) beyond += 1;
		else counts[bin] = (counts[bin] ?? 0) + 1;
	}
	const mean = sum / total;
	return { low, width, counts, beyond, total, least, most, mean, isOne };
}

/** From 0 to twice a value. */
function around(value: number): [low: number, high: number] {
	return value < 0 ? [2 * value, 0] : [0, 2 * value || 1];
}

/** From 0 on, unless that would leave most bins empty. */
function edgesOf(least: number, high: number): [low: number, high: number] {
	return [least > 0 && least < high / 2 ? 0 : least, high];
}

/** Where the bins end. */
function highEdge(values: Float32Array, least: number, most: number): number {
	const step = Math.max(1, Math.floor(values.length / sampleSize));
	const sample: number[] = [];
	for (let i = 0; i < values.length; i += step) {
		const value = values[i] ?? Number.NaN;
		if (!Number.isNaN(value)) sample.push(value);
	}
	const sorted = Float64Array.from(sample).sort();
	const valueAt = (part: number) =>
		sorted[Math.ceil(part * (sorted.length - 1))] ?? most;
	const reach = usualReach.times * (valueAt(usualReach.part) - least);
	const usual = valueAt(shown);
	const high = reach > 0 ? Math.min(usual, least + reach) : usual;
	// Nearly all are the least.
	if (high === least) return least > 0 ? Math.min(most, 2 * least) : most;
	return high - least < leastPart * (most - least) ? high : most;
}
