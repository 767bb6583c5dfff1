import { InvalidQueryError } from "../errors.ts";
import { nearestName } from "./nearest-name.ts";
import { isNumeric, isVector } from "./numeric-type.ts";
import { type ArrowField, typeName } from "./types.ts";

/** Column names that a message lists at most. */
const namesShown = 20;

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
	const indices = names.map((name) => findField(schema, name));
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
			`the table has ${lists.length} columns of vectors (${listed(schema.filter(isVector))}); name one`,
		);
	}
	const numeric = schema.flatMap((field, index) =>
		isNumeric(field) ? index : [],
	);
	if (numeric.length === 0) {
		throw invalidColumn(
			schema.length === 0
				? "the table has no columns"
				: `the table has no numeric column, only ${listed(schema)}`,
		);
	}
	return numeric;
}

function findField(schema: readonly ArrowField[], name: string): number {
	const index = schema.findIndex((field) => field.name === name);
	const quotedName = JSON.stringify(name);
	if (index < 0) {
		const near = nearestName(
			name,
			schema.map((field) => field.name),
		);
		const hint =
			near === null ? "" : ` (did you mean ${JSON.stringify(near)}?)`;
		throw invalidColumn(
			`the table has no column ${quotedName}${hint}, it has ${listed(schema) || "none"}`,
		);
	}
	if (schema.findLastIndex((field) => field.name === name) !== index) {
		throw invalidColumn(`the table has several columns ${quotedName}`);
	}
	return index;
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

function listed(fields: readonly ArrowField[]): string {
	const shown = fields
		.slice(0, namesShown)
		.map((field) => `${field.name} (${typeName(field)})`);
	const more = fields.length - shown.length;
	return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function invalidColumn(reason: string): InvalidQueryError {
	return new InvalidQueryError(
		"invalid_column",
		`Cannot choose the columns to search: ${reason}`,
	);
}
