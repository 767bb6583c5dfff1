import type { Comparison } from "./condition.ts";
import type { TextPlace } from "./text-column.ts";

/**
 * Marks the texts that compare so with one of the values; for `!=` those that
 * are equal. The order is that of their UTF-8 bytes, which is that of their
 * code points.
 */
export function markTexts(
	textAt: (row: number) => TextPlace,
	operator: Comparison,
	values: readonly Uint8Array[],
	hits: Uint8Array,
): void {
	const isHit = order[operator];
	for (const value of values) {
		for (let row = 0; row < hits.length; row++) {
			const text = textAt(row);
			if (isHit === null) {
				if (isEqual(text, value)) hits[row] = 1;
			} else if (isHit(compare(text, value))) hits[row] = 1;
		}
	}
}

/** Null: equality, which needs no order. */
const order: Readonly<Record<Comparison, ((sign: number) => boolean) | null>> =
	{
		"=": null,
		"!=": null,
		"<": (sign) => sign < 0,
		"<=": (sign) => sign <= 0,
		">": (sign) => sign > 0,
		">=": (sign) => sign >= 0,
	};

function isEqual({ bytes, start, end }: TextPlace, value: Uint8Array): boolean {
	if (end - start !== value.length) return false;
	for (let i = 0; i < value.length; i++) {
		if (bytes[start + i] !== value[i]) return false;
	}
	return true;
}

function compare({ bytes, start, end }: TextPlace, value: Uint8Array): number {
	const both = Math.min(end - start, value.length);
	for (let i = 0; i < both; i++) {
		const difference = (bytes[start + i] ?? 0) - (value[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return end - start - value.length;
}
