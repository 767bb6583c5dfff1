import type { ArrowFile } from "./file.ts";
import type { ArrowField } from "./types.ts";

/** Whether a file's values lie where they can be used: it is not compressed, as
 * those are that pandas writes, and has no column that hides them. */
export function isInPlace(file: ArrowFile): boolean {
	return (
		!file.schema.some(hidesValues) &&
		[...file.batches, ...file.dictionaries.map(({ batch }) => batch)].every(
			({ compression }) => compression === null,
		)
	);
}

/** Whether a column, or one within it, is run-end encoded or of list views,
 * which neither polars nor apache-arrow reads. */
export function hidesValues({
	storage,
	children,
	encoding,
}: ArrowField): boolean {
	return (
		storage.kind === "run_end" ||
		storage.kind === "list_view" ||
		children.some(hidesValues) ||
		(encoding !== null && hidesValues(encoding.values))
	);
}
