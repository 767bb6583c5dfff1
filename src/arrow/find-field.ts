import { InvalidQueryError } from "../errors.ts";
import { listFields } from "./list-fields.ts";
import { nearestName } from "./nearest-name.ts";
import type { ArrowField } from "./types.ts";

/**
 * The index of the column of that name.
 * @param action what cannot be done without it, for the message
 * @throws {InvalidQueryError} `invalid_column`: there is none, or several
 */
export function findField(
	schema: readonly ArrowField[],
	name: string,
	action: string,
): number {
	const index = schema.findIndex((field) => field.name === name);
	const quotedName = JSON.stringify(name);
	if (index < 0) {
		const near = nearestName(
			name,
			schema.map((field) => field.name),
		);
		const hint =
			near === null ? "" : ` (did you mean ${JSON.stringify(near)}?)`;
		throw new InvalidQueryError(
			"invalid_column",
			`${action}: the table has no column ${quotedName}${hint}, it has ${listFields(schema) || "none"}`,
		);
	}
	if (schema.findLastIndex((field) => field.name === name) !== index) {
		throw new InvalidQueryError(
			"invalid_column",
			`${action}: the table has several columns ${quotedName}`,
		);
	}
	return index;
}
