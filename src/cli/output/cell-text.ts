import type { DataType, Vector } from "apache-arrow";

type Arrow = typeof import("apache-arrow");

const fractionDigits = [0, 3, 6, 9];
const durationUnits = ["s", "ms", "us", "ns"];
const dayMs = 86_400_000;

/**
 * A value of a column as text for people, exact but for float32, which is
 * shown by its seven figures. What would move the cursor is escaped.
 * @returns null for null
 */
export function cellText(
	arrow: Arrow,
	column: Vector,
	row: number,
): string | null {
	const value = column.get(row);
	if (value === null || value === undefined) return null;
	const { DataType: is } = arrow;
	const type = column.type as DataType;
	const raw = () => BigInt(rawValue(column, row) as bigint | number);
	if (is.isTimestamp(type)) {
		const text = timestampText(raw(), fractionDigits[type.unit] ?? 0);
		return type.timezone ? `${text}Z` : text;
	}
	if (is.isDate(type)) {
		const ms = type.unit === 0 ? Number(raw()) * dayMs : Number(raw());
		return new Date(ms).toISOString().slice(0, 10);
	}
	if (is.isTime(type)) {
		const digits = fractionDigits[type.unit] ?? 0;
		return timestampText(raw(), digits).slice(11);
	}
	if (is.isDuration(type)) return `${raw()} ${durationUnits[type.unit]}`;
	if (is.isDecimal(type)) return decimalText(value, type.scale);
	if (is.isFloat(type) && type.precision === 1) {
		return String(Number(value.toPrecision(7)));
	}
	if (is.isStruct(type)) {
		const fields = type.children.map(({ name }, index) => {
			const child = column.getChildAt(index);
			const text = child && cellText(arrow, child, row);
			return `${name}: ${text ?? "null"}`;
		});
		return `{${fields.join(", ")}}`;
	}
	if (isVector(value)) {
		const parts = Array.from(
			{ length: value.length },
			(_, index) => cellText(arrow, value, index) ?? "null",
		);
		return `[${parts.join(", ")}]`;
	}
	if (value instanceof Uint8Array)
		return `0x${Buffer.from(value).toString("hex")}`;
	return escaped(String(value));
}

/** The number as it is stored, of which `get` gives a rounded one. */
function rawValue(column: Vector, row: number): unknown {
	let at = row;
	for (const { length, values } of column.data) {
		if (at < length) return values[at];
		at -= length;
	}
	return 0;
}

/** `2024-02-29 12:00:00.5` of a count of fractions since 1970. */
function timestampText(value: bigint, digits: number): string {
	const unit = 10n ** BigInt(digits);
	const fraction = ((value % unit) + unit) % unit;
	const date = new Date(Number((value - fraction) / unit) * 1000);
	const whole = Number.isNaN(date.getTime())
		? `${(value - fraction) / unit} s`
		: date.toISOString().slice(0, 19).replace("T", " ");
	const rest = fraction.toString().padStart(digits, "0").replace(/0+$/, "");
	return rest === "" ? whole : `${whole}.${rest}`;
}

/** @param words little-endian, two's complement */
function decimalText(words: ArrayLike<number>, scale: number): string {
	let bits = 0n;
	for (let i = words.length - 1; i >= 0; i--) {
		bits = (bits << 32n) | BigInt((words[i] ?? 0) >>> 0);
	}
	const value = BigInt.asIntN(32 * words.length, bits);
	const sign = value < 0n ? "-" : "";
	const text = (value < 0n ? -value : value)
		.toString()
		.padStart(scale + 1, "0");
	if (scale <= 0) return sign + text;
	return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function isVector(value: unknown): value is Vector {
	return (
		typeof value === "object" &&
		value !== null &&
		"data" in value &&
		"type" in value
	);
}

function escaped(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
		JSON.stringify(letter).slice(1, -1),
	);
}
