import { InvalidQueryError } from "../../errors.ts";
import { type ArrowField, typeName } from "../types.ts";
import { type Comparable, comparableOf } from "./comparable.ts";
import type { Comparison, Literal } from "./condition.ts";
import { exactNumber, scaled } from "./exact-number.ts";
import {
	type FloatRange,
	floatRange,
	type IntegerRange,
	integerRange,
} from "./range.ts";
import { readInstant } from "./read-instant.ts";

/** Which values of a column a comparison is about; for `!=` those that it is
 * not about. */
export type Wanted =
	| {
			readonly kind: "integers";
			readonly bits: number;
			readonly signed: boolean;
			readonly ranges: readonly IntegerRange[];
	  }
	| {
			readonly kind: "floats";
			readonly bits: 16 | 32 | 64;
			readonly ranges: readonly FloatRange[];
	  }
	| { readonly kind: "bools"; readonly values: readonly boolean[] }
	| {
			readonly kind: "texts";
			readonly operator: Comparison;
			/** In UTF-8. */
			readonly values: readonly Uint8Array[];
	  };

/**
 * The values that a column is compared with, as it has them. A number is
 * rounded for a column of floating point to what it can hold, and to nothing
 * else.
 * @throws {InvalidQueryError} `invalid_column`: they do not compare
 */
export function wantedValues(
	field: ArrowField,
	operator: Comparison,
	values: readonly Literal[],
): Wanted {
	const comparable = comparableOf(field);
	if (comparable === null) {
		throw unfit(
			field,
			"its values do not compare; expected is null or is not null",
		);
	}
	switch (comparable.kind) {
		case "integer":
		case "time": {
			const { bits, signed } = comparable;
			const ranges = values.flatMap(
				(value) =>
					integerRange(operator, exactOf(field, comparable, value)) ?? [],
			);
			return { kind: "integers", bits, signed, ranges };
		}
		case "float": {
			const { bits } = comparable;
			const round = roundings[bits];
			const ranges = values.map((value) =>
				floatRange(operator, round(Number(numberOf(field, value)))),
			);
			return { kind: "floats", bits, ranges };
		}
		case "bool":
			if (operator !== "=" && operator !== "!=") {
				throw unfit(field, `${operator} is not for it; expected = or !=`);
			}
			return {
				kind: "bools",
				values: values.map((value) => {
					if (value.kind === "bool") return value.text === "true";
					throw unfit(field, `expected true or false, got ${shown(value)}`);
				}),
			};
		case "text":
			return {
				kind: "texts",
				operator,
				values: values.map((value) => {
					if (value.kind === "text")
						return new TextEncoder().encode(value.text);
					throw unfit(field, `expected a text in quotes, got ${shown(value)}`);
				}),
			};
	}
}

const roundings = {
	16: Math.f16round,
	32: Math.fround,
	64: (value: number) => value,
} as const;

function exactOf(
	field: ArrowField,
	comparable: Extract<Comparable, { kind: "integer" | "time" }>,
	value: Literal,
) {
	if (comparable.kind === "integer") {
		return scaled(exactNumber(numberOf(field, value)), comparable.scale);
	}
	const { isTimeOfDay, nanoseconds: under } = comparable;
	const instant = value.kind === "text" ? readInstant(value.text) : null;
	if (instant === null || instant.hasDay === isTimeOfDay) {
		const example = isTimeOfDay ? "'08:30:00'" : "'2024-05-01T08:30:00'";
		throw unfit(
			field,
			`expected a ${isTimeOfDay ? "time" : "date"} such as ${example}, got ${shown(value)}`,
		);
	}
	return { over: instant.nanoseconds, under };
}

function numberOf(field: ArrowField, value: Literal): string {
	if (value.kind === "number") return value.text;
	throw unfit(field, `expected a number, got ${shown(value)}`);
}

function shown({ kind, text }: Literal): string {
	return kind === "text" ? `'${text}'` : text;
}

function unfit(field: ArrowField, what: string): InvalidQueryError {
	return new InvalidQueryError(
		"invalid_column",
		`Cannot filter by column ${JSON.stringify(field.name)} of type ${typeName(field)}: ${what}`,
		{ details: { column: field.name } },
	);
}
