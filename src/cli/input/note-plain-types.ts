import type { ArrowFile } from "../../arrow/file.ts";
import { isPlainThroughout, plainTypeName } from "../../arrow/plain-type.ts";
import { typeName } from "../../arrow/types.ts";
import { note } from "../output/notes.ts";

/** Columns that are named; the others are counted. */
const namedColumns = 3;

/**
 * Says in one line which columns of a file lie on the shelf in other types than
 * it has them, if any do.
 * @param name of the file, as the user knows it
 */
export function notePlainTypes(name: string, { schema }: ArrowFile): void {
	const changed = schema.filter((field) => !isPlainThroughout(field));
	if (changed.length === 0) return;
	const said = changed
		.slice(0, namedColumns)
		.map(
			(field) =>
				`column ${JSON.stringify(field.name)} is ${plainTypeName(field)}, not ${typeName(field)}`,
		);
	const others = changed.length - said.length;
	const more = others > 0 ? `, and ${others} more` : "";
	note(
		`${JSON.stringify(name)}: on the shelf ${said.join(", ")}${more}: not every reader knows that type`,
	);
}
