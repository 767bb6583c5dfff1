/**
 * A number with as many digits as tell it from others a step away; in powers of
 * ten where all numbers, up to `size`, are very large or small.
 */
export function stepLabel(value: number, step: number, size: number): string {
	const power = Math.floor(Math.log10(step || size || 1) + 1e-9);
	if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
		const digits = Math.max(0, Math.floor(Math.log10(size)) - power);
		if (value === 0) return "0";
		if (digits < 6) return value.toExponential(digits).replace("e+", "e");
	}
	const decimals = Math.min(20, Math.max(0, -power));
	// -0.0 is 0.0.
	const rounded = Number(value.toFixed(decimals)) + 0;
	return rounded.toLocaleString("en-US", {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
	});
}
