import type { VectorSource } from "../../arrow/numeric-columns.ts";
import {
	type VectorChoice,
	vectorsFromBytes,
} from "../../arrow/vectors-from-bytes.ts";
import { namingTheSource } from "./naming-the-source.ts";
import type { Source } from "./open-source.ts";

/**
 * The columns of a source that are searched, as views of its bytes. Errors
 * name the source.
 * @throws {InvalidTableError} the bytes are unsound
 * @throws {InvalidQueryError} `invalid_column`; `invalid_rows`: none passes
 */
export function readVectors(
	source: Source,
	choice: VectorChoice,
): VectorSource {
	try {
		return vectorsFromBytes(source.bytes, choice, source.arrow);
	} catch (error) {
		throw namingTheSource(error, source.name);
	}
}
