import { type ArrowField, typeName } from "../types.ts";

/** What a column's values can be compared with, and how they lie in memory. */
export type Comparable =
	/** Whole numbers of a unit: 10^-scale, for decimals. */
	| {
			readonly kind: "integer";
			readonly bits: number;
			readonly signed: boolean;
			readonly scale: number;
	  }
	/** Whole numbers of so many nanoseconds. */
	| {
			readonly kind: "time";
			readonly bits: number;
			readonly signed: true;
			readonly nanoseconds: bigint;
			readonly isTimeOfDay: boolean;
	  }
	| { readonly kind: "float"; readonly bits: 16 | 32 | 64 }
	| { readonly kind: "bool" }
	| { readonly kind: "text" };

const nanosecondsOf: Readonly<Record<string, bigint>> = {
	s: 1_000_000_000n,
	ms: 1_000_000n,
	us: 1000n,
	ns: 1n,
};
const day = 86_400_000_000_000n;

/** Types that the schema only names. */
const named: readonly (readonly [RegExp, (m: string[]) => Comparable])[] = [
	[/^bool$/, () => ({ kind: "bool" })],
	[/^(large_)?utf8$/, () => ({ kind: "text" })],
	[/^utf8_view$/, () => ({ kind: "text" })],
	[/^date32$/, () => time(32, day, false)],
	[/^date64$/, () => time(64, nanosecondsOf.ms ?? 1n, false)],
	[
		/^time(32|64)\[(\w+)\]$/,
		([, bits, unit = ""]) =>
			time(Number(bits), nanosecondsOf[unit] ?? 1n, true),
	],
	[
		/^timestamp\[(\w+)/,
		([, unit = ""]) => time(64, nanosecondsOf[unit] ?? 1n, false),
	],
	[
		/^decimal(\d+)\(\d+, (-?\d+)\)$/,
		([, bits, scale]) => ({
			kind: "integer",
			bits: Number(bits),
			signed: true,
			scale: Number(scale),
		}),
	],
];

/** How a column's values compare; those of the dictionary where it has one.
 * Null: they do not. */
export function comparableOf(field: ArrowField): Comparable | null {
	const values = field.encoding?.values ?? field;
	const { type } = values;
	if (type.kind === "float") return { kind: "float", bits: type.bits };
	if (type.kind === "int") return { ...type, kind: "integer", scale: 0 };
	const name = typeName(values);
	for (const [form, read] of named) {
		const match = form.exec(name);
		if (match !== null) return read(match);
	}
	return null;
}

function time(
	bits: number,
	nanoseconds: bigint,
	isTimeOfDay: boolean,
): Comparable {
	return { kind: "time", bits, signed: true, nanoseconds, isTimeOfDay };
}
