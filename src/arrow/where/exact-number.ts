/** A number without any rounding: `over / under`, `under` above 0. */
export interface ExactNumber {
	readonly over: bigint;
	readonly under: bigint;
}

/** No column holds a number of more digits, so that a larger power of ten
 * compares like this one. */
const mostPower = 400;

/** The number that a decimal text says, such as "-12.5e3". */
export function exactNumber(text: string): ExactNumber {
	const [digits = "0", power = "0"] = text.toLowerCase().split("e");
	const [whole = "", fraction = ""] = digits.split(".");
	const unscaled = BigInt(`${whole.replace(/^[+-]/, "")}${fraction}` || "0");
	const over = whole.startsWith("-") ? -unscaled : unscaled;
	const wanted = Number(power) - fraction.length;
	const scale = Math.max(-mostPower, Math.min(mostPower, wanted));
	return scaled({ over, under: 1n }, scale);
}

/** A number times ten to a power. */
export function scaled(
	{ over, under }: ExactNumber,
	power: number,
): ExactNumber {
	const factor = 10n ** BigInt(Math.abs(power));
	return power < 0
		? { over, under: under * factor }
		: { over: over * factor, under };
}

/** The largest whole number that is not above it. */
export function floorOf({ over, under }: ExactNumber): bigint {
	const quotient = over / under;
	return over < 0n && quotient * under !== over ? quotient - 1n : quotient;
}

/** Whether it is a whole number. */
export function isWhole({ over, under }: ExactNumber): boolean {
	return over % under === 0n;
}
