import { niceStep } from "./ticks.ts";

/** Values counted in bins of one width. Bin i holds those from
 * `low + i * width` up to, but without, the next edge. */
export interface Histogram {
	readonly low: number;
	readonly width: number;
	readonly counts: readonly number[];
	/** At or above the last edge, where a few values lie far out. */
	readonly beyond: number;
	readonly total: number;
	readonly least: number;
	readonly most: number;
	readonly mean: number;
}

const sampleSize = 65_536;
/** So much of the values the bins show at least. */
const shown = 0.995;
/** Bins end there only where the rest would take up more than half of them. */
const leastPart = 0.5;

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
	const high = highEdge(values, least, most);
	// From 0 on, unless that would leave most bins empty.
	const from = least > 0 && least < high / 2 ? 0 : least;
	const span = high - from || Math.abs(high) || 1;
	const width = niceStep(span / bins);
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
	return { low, width, counts, beyond, total, least, most, mean: sum / total };
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
	const usual = sorted[Math.ceil(shown * (sorted.length - 1))] ?? most;
	return usual - least < leastPart * (most - least) ? usual : most;
}
