import { type ArrowField, typeName } from "./types.ts";

/** Columns that a message lists at most. */
const shownFields = 20;

/** Columns with their types, for a message. */
export function listFields(fields: readonly ArrowField[]): string {
	const shown = fields
		.slice(0, shownFields)
		.map((field) => `${field.name} (${typeName(field)})`);
	const more = fields.length - shown.length;
	return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
