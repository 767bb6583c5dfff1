import type { Comparison } from "./condition.ts";
import { type ExactNumber, floorOf, isWhole } from "./exact-number.ts";

/** Values from `low` to `high`, both in it; null: no end. */
export interface IntegerRange {
	readonly low: bigint | null;
	readonly high: bigint | null;
}

/** The same of floating point; an end that there is not is infinite. */
export interface FloatRange {
	readonly low: number;
	readonly high: number;
}

/** Whole numbers that compare so with a number; null: none does. For `!=` those
 * that are equal. */
export function integerRange(
	operator: Comparison,
	value: ExactNumber,
): IntegerRange | null {
	const below = floorOf(value);
	const isInteger = isWhole(value);
	switch (operator) {
		case "<":
			return { low: null, high: isInteger ? below - 1n : below };
		case "<=":
			return { low: null, high: below };
		case ">":
			return { low: below + 1n, high: null };
		case ">=":
			return { low: isInteger ? below : below + 1n, high: null };
		default:
			return isInteger ? { low: below, high: below } : null;
	}
}

/** Floating-point numbers that compare so with one. For `!=` those that are
 * equal. */
export function floatRange(operator: Comparison, value: number): FloatRange {
	const [lowest, highest] = [-Infinity, Infinity];
	switch (operator) {
		case "<":
			return { low: lowest, high: -nextAbove(-value) };
		case "<=":
			return { low: lowest, high: value };
		case ">":
			return { low: nextAbove(value), high: highest };
		case ">=":
			return { low: value, high: highest };
		default:
			return { low: value, high: value };
	}
}

const bits = new DataView(new ArrayBuffer(8));

/** The float64 that follows; NaN, which is in no range, after infinity. */
function nextAbove(value: number): number {
	if (value === 0) return Number.MIN_VALUE;
	bits.setFloat64(0, value);
	bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
	return bits.getFloat64(0);
}
