import type { DictionaryFields } from "./dictionary.ts";
import type { BatchParts } from "./encode-batch.ts";
import { mergeParts } from "./merge-parts.ts";

/**
 * Dictionaries, each with its additions in one piece, since not every reader
 * takes additions; one that would be larger than a batch may be stays as it is.
 * @param fields the values' columns by the dictionaries' numbers, plain
 * @param parts dictionaries and additions, in the file's order
 * @throws {RangeError} what one piece cannot count
 */
export function* mergeDictionaries(
	fields: DictionaryFields,
	parts: readonly BatchParts[],
	batchBytes: number,
): Generator<BatchParts> {
	const byId = Map.groupBy(parts, ({ dictionary }) => dictionary?.id ?? 0);
	for (const [id, own] of byId) {
		const field = fields.get(id);
		const total = own
			.flatMap(({ buffers }) => buffers)
			.reduce((sum, { byteLength }) => sum + byteLength, 0);
		if (field === undefined || own.length === 1 || total > batchBytes / 2) {
			yield* own;
			continue;
		}
		yield { ...mergeParts(field, own), dictionary: { id, delta: false } };
	}
}
