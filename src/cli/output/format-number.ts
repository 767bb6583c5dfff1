/** A number for people: `digits` figures that count, `0.0123`, `1.02e-7`,
 * `1,234,567`. In a table zeros at the end are kept. */
export function formatNumber(
	value: number,
	digits = 4,
	keepsZeros = false,
): string {
	if (!Number.isFinite(value)) return String(value);
	const size = Math.abs(value);
	if (size !== 0 && (size < 1e-4 || size >= 1e15)) {
		const [mantissa = "", exponent = ""] = value
			.toExponential(digits - 1)
			.split("e");
		return `${withoutZeros(mantissa)}e${exponent.replace("+", "")}`;
	}
	if (size >= 10 ** (digits - 1)) {
		return Math.round(value).toLocaleString("en-US");
	}
	const text = value.toPrecision(digits);
	// Rounding may have made it longer.
	if (Math.abs(Number(text)) >= 10 ** (digits - 1)) {
		return Number(text).toLocaleString("en-US");
	}
	return keepsZeros ? text : withoutZeros(text);
}

function withoutZeros(text: string): string {
	return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
