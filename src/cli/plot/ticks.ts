import { stepLabel } from "./step-label.ts";

/** Where an axis has marks, and how they are called. */
export interface Tick {
	readonly value: number;
	readonly label: string;
}

/**
 * About `count` round numbers (steps of 1, 2 or 5 times a power of ten) from
 * `low` to `high`, with as many digits as tell them apart.
 */
export function linearTicks(low: number, high: number, count: number): Tick[] {
	const parts = Math.max(2, count);
	// What lies between the ends of float64 is infinite.
	const span = high - low;
	const step = niceStep(
		Number.isFinite(span)
			? span / Math.max(1, count)
			: high / parts - low / parts,
	);
	if (!(step > 0) || !Number.isFinite(step))
		return [tickOf(low, 0, Math.abs(low))];
	const ticks: Tick[] = [];
	const first = Math.ceil(low / step - 1e-9);
	const last = Math.floor(high / step + 1e-9);
	const size = Math.max(Math.abs(low), Math.abs(high));
	// Counted from 0: beyond 2^53, adding 1 to `first` may leave it as it is, and
	// steps may be finer than numbers are.
	for (let i = 0; i <= last - first; i++) {
		const value = (first + i) * step;
		if (value !== ticks.at(-1)?.value) ticks.push(tickOf(value, step, size));
	}
	return ticks;
}

/** Powers of ten from `low` (at least 1) to `high`, and 2 and 5 times them where
 * there are few. */
export function logTicks(low: number, high: number, count: number): Tick[] {
	const first = Math.floor(Math.log10(low));
	const last = Math.floor(Math.log10(high) + 1e-9);
	const every = Math.max(1, Math.ceil((last - first + 1) / count));
	const factors = last - first < 2 && every === 1 ? [1, 2, 5] : [1];
	const ticks: Tick[] = [];
	for (let power = first; power <= last; power += every) {
		for (const factor of factors) {
			const value = factor * 10 ** power;
			if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
				ticks.push({ value, label: shortCount(value) });
			}
		}
	}
	return ticks;
}

/** The least of 1, 2, 5, 10, ... times a power of ten that is not below. */
export function niceStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const factor = [1, 2, 5, 10].find((f) => f * power >= least * (1 - 1e-9));
	return (factor ?? 10) * power;
}

/** `1,000`, `20 k`, `3 M`. */
export function shortCount(value: number): string {
	if (value >= 1e9) return `${trim(value / 1e9)} G`;
	if (value >= 1e6) return `${trim(value / 1e6)} M`;
	if (value >= 1e4) return `${trim(value / 1e3)} k`;
	return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

function trim(value: number): string {
	return String(Number(value.toPrecision(4)));
}

function tickOf(value: number, step: number, size: number): Tick {
	return { value, label: stepLabel(value, step, size) };
}
