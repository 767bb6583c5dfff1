import { CsvScanner } from "./csv-scanner.ts";
import type { FileSource } from "./file-source.ts";
import { textStream } from "./text-stream.ts";

/**
 * Whether the first rows of a CSV file, those that are wanted, are there and have
 * as many fields as there are columns; what follows them is not looked at. False
 * also where all rows are wanted, or the file cannot be read.
 */
export async function beginsSound({
	path,
	compression,
	dialect,
	firstRows,
}: FileSource): Promise<boolean> {
	if (dialect === null || firstRows === undefined) return false;
	const { delimiter, columns, hasHeader } = dialect;
	const scanner = new CsvScanner(delimiter, columns.length);
	const wanted = firstRows + (hasHeader ? 1 : 0);
	try {
		for await (const piece of textStream(path, compression)) {
			const bad = scanner.add(piece);
			// It counts the bad one, unless that is blank.
			const sound = scanner.records - (bad === null || bad.isBlank ? 0 : 1);
			if (sound >= wanted) return true;
			if (bad !== null) return false;
		}
	} catch {
		// Whoever looks at all of it says so.
	}
	return false;
}
