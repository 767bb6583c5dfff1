/** How far a value is from `low` to `high`: 0 to 1. At the ends of float64 too,
 * where what lies between them is infinite. */
export function partBetween(value: number, low: number, high: number): number {
	const span = high - low;
	if (Number.isFinite(span)) return (value - low) / span;
	return (value / 4 - low / 4) / (high / 4 - low / 4);
}
