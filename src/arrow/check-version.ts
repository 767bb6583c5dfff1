import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { invalidTable } from "./invalid-table.ts";

/**
 * Refuses metadata of a version that nobody writes since Arrow 0.8, or of a
 * later one than there is.
 * @param at where in the file
 * @throws {InvalidTableError} `invalid_table`
 */
export function checkVersion(version: MetadataVersion, at: number): void {
	if (version !== MetadataVersion.V4 && version !== MetadataVersion.V5) {
		throw invalidTable(
			`it has metadata version ${version + 1}, expected 4 or 5`,
			at,
		);
	}
}
