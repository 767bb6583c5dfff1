import { type ArrowFile, readArrowFile } from "../../arrow/file.ts";
import { namingTheSource } from "./naming-the-source.ts";
import type { Source } from "./open-source.ts";

/**
 * What the Arrow file of a source is made of. Errors name the source.
 * @throws {InvalidTableError} the bytes are unsound
 */
export function readSource({ bytes, name }: Source): ArrowFile {
	try {
		return readArrowFile(bytes);
	} catch (error) {
		throw namingTheSource(error, name);
	}
}
