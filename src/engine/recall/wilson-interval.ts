/** Standard normal quantile of a two-sided 95 % interval. */
const z = 1.959964;

/**
 * The 95 % Wilson score interval of a share `value` seen in `trials`
 * independent trials (E. B. Wilson, 1927); it stays within 0 to 1.
 */
export function wilsonInterval(
	value: number,
	trials: number,
): { low: number; high: number } {
	if (trials === 0) return { low: 0, high: 1 };
	const spread = (z * z) / trials;
	const middle = value + spread / 2;
	const half = z * Math.sqrt((value * (1 - value) + spread / 4) / trials);
	return {
		low: Math.max(0, (middle - half) / (1 + spread)),
		high: Math.min(1, (middle + half) / (1 + spread)),
	};
}
