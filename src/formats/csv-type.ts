import { nearestName } from "../arrow/nearest-name.ts";

/** Types that a CSV column can have, as `--types` names them; also
 * `decimal(P,S)`. */
export const csvTypes = [
	...["text", "category", "bool", "date", "time"],
	...["timestamp", "timestamp_ms", "timestamp_ns", "timestamp_utc"],
	...["int8", "int16", "int32", "int64"],
	...["uint8", "uint16", "uint32", "uint64"],
	...["float32", "float64"],
] as const;

export type CsvType = string;

/** How a column's values look, tried in this order: the first that fits all of
 * them is its type. */
const forms: readonly (readonly [CsvType, RegExp])[] = [
	["bool", /^(true|false)$/],
	["int64", /^ *[+-]?(0|[1-9]\d{0,19})$/],
	[
		"float64",
		/^ *[+-]?(((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)$/i,
	],
	["date", /^\d{4}-\d\d-\d\d$/],
	["time", /^\d\d:\d\d:\d\d(\.\d{1,9})?$/],
	["timestamp", /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?$/],
	["timestamp_ns", /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?$/],
	[
		"timestamp_utc",
		/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)$/,
	],
];

/** One odd value in so many is a mistake in the file, to be told, and no
 * reason to take the column for text. */
const oddOneIn = 100;

/**
 * The type that fits a column's values, all but a few of many. `text` where
 * none does, where there are no values, and for numbers that would lose
 * something: leading zeros, as in postal codes, or digits beyond 64 bits.
 * @param values without the empty ones
 */
export function csvTypeOf(values: readonly string[]): CsvType {
	const whole = forms.find(([, form]) => values.every((v) => form.test(v)));
	const type = whole?.[0] ?? mostlyOf(values);
	if (values.length === 0) return "text";
	if (type === "int64") return integerType(values.filter((v) => isInteger(v)));
	return type === "float64" && values.some(isTooLong) ? "text" : type;
}

function mostlyOf(values: readonly string[]): CsvType {
	const most = Math.floor(values.length / oddOneIn);
	if (most === 0 || values.some(hasLeadingZero)) return "text";
	const isMostly = ([, form]: (typeof forms)[number]) => {
		let odd = 0;
		return values.every((value) => form.test(value) || ++odd <= most);
	};
	return forms.find(isMostly)?.[0] ?? "text";
}

/** Which polars would read as the number without it. */
function hasLeadingZero(value: string): boolean {
	return /^ *[+-]?0\d/.test(value);
}

function isInteger(value: string): boolean {
	return /^ *[+-]?\d+$/.test(value);
}

/** Up to 18 digits always fit; the others are looked at one by one. */
function integerType(values: readonly string[]): CsvType {
	const large = values.filter((value) => value.length > 18).map(BigInt);
	const isNegative = () => values.some((value) => value.includes("-"));
	if (large.every((value) => BigInt.asIntN(64, value) === value)) {
		return "int64";
	}
	const isUnsigned = large.every(
		(value) => BigInt.asUintN(64, value) === value,
	);
	return isUnsigned && !isNegative() ? "uint64" : "text";
}

/** Whether what does not fit an integer column is still a number. */
export function isNumber(value: string): boolean {
	return !isTooLong(value) && csvTypeOf([value]) === "float64";
}

function isTooLong(value: string): boolean {
	return /^ *[+-]?\d{20,}$/.test(value);
}

/**
 * A type as the user named it.
 * @throws {RangeError} naming the nearest
 */
export function checkCsvType(column: string, type: string): CsvType {
	const isKnown = (csvTypes as readonly string[]).includes(type);
	const digits = /^decimal\((\d+),(\d+)\)$/.exec(type);
	const [precision, scale] = [Number(digits?.[1]), Number(digits?.[2])];
	if (isKnown || (precision >= 1 && precision <= 38 && scale <= precision)) {
		return type;
	}
	const near = nearestName(type, csvTypes);
	throw new RangeError(
		`Cannot read column ${JSON.stringify(column)} as ${JSON.stringify(type)}: expected one of ${csvTypes.join(", ")}, decimal(P,S)${near === null ? "" : ` (did you mean ${near}?)`}`,
	);
}
