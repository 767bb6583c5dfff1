import { limits } from "../config.ts";
import type { ArrowFile } from "./file.ts";
import { isPlainThroughout } from "./plain-type.ts";

/** Whether a file's batches are compressed, or too large to be read at once,
 * or its types or dictionaries not plain, so that it cannot go on the shelf as
 * it is. */
export function needsRewriting(
	file: ArrowFile,
	batchBytes: number = limits.batchBytes,
): boolean {
	return (
		!file.schema.every(isPlainThroughout) ||
		file.dictionaries.some(({ delta }) => delta) ||
		[...file.batches, ...file.dictionaries.map(({ batch }) => batch)].some(
			(batch) => batch.compression !== null || batch.byteLength > batchBytes,
		)
	);
}
