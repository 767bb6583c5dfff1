import { InvalidQueryError } from "../errors.ts";
import { findField } from "./find-field.ts";
import { listFields } from "./list-fields.ts";
import { isNumeric, isVector } from "./numeric-type.ts";
import { type ArrowField, typeName } from "./types.ts";

const action = "Cannot choose the columns to search";

/**
 * Which columns hold the vectors: indices into `schema`, either of one
 * fixed-size list of numbers or of plain numeric columns, in the order asked.
 * @param names columns asked for; without: the one fixed-size list of numbers,
 *   or else all numeric columns
 * @throws {InvalidQueryError} `invalid_column`
 */
export function selectFields(
	schema: readonly ArrowField[],
	names?: readonly string[],
): number[] {
	if (names === undefined) return defaultFields(schema);
	if (names.length === 0) throw invalidColumn("none were named");
	const indices = names.map((name) => findField(schema, name, action));
	if (new Set(indices).size !== indices.length) {
		throw invalidColumn(`one is named twice in ${names.join(", ")}`);
	}
	const fields = indices.flatMap((index) => schema[index] ?? []);
	for (const field of fields) checkSearchable(field);
	const list = fields.find(isVector);
	if (list !== undefined && fields.length > 1) {
		throw invalidColumn(
			`${quoted(list)} is a ${typeName(list)} and must be the only one, but ${fields.length} columns were named`,
		);
	}
	return indices;
}

function defaultFields(schema: readonly ArrowField[]): number[] {
	const lists = schema.flatMap((field, index) =>
		isVector(field) ? index : [],
	);
	if (lists.length === 1) return lists;
	if (lists.length > 1) {
		throw invalidColumn(
			`the table has ${lists.length} columns of vectors (${listFields(schema.filter(isVector))}); name one`,
		);
	}
	const numeric = schema.flatMap((field, index) =>
		isNumeric(field) ? index : [],
	);
	if (numeric.length === 0) {
		throw invalidColumn(
			schema.length === 0
				? "the table has no columns"
				: `the table has no numeric column, only ${listFields(schema)}`,
		);
	}
	return numeric;
}

function checkSearchable(field: ArrowField): void {
	if (isNumeric(field) || isVector(field)) return;
	throw invalidColumn(
		`${quoted(field)} is of type ${typeName(field)}, expected numbers or a fixed-size list of numbers`,
	);
}

function quoted(field: ArrowField): string {
	return JSON.stringify(field.name);
}

function invalidColumn(reason: string): InvalidQueryError {
	return new InvalidQueryError("invalid_column", `${action}: ${reason}`);
}
