import type { CsvOptions } from "../../formats/csv-dialect.ts";
import { checkRecords } from "../../formats/explain-failure.ts";
import {
	type DetectedFile,
	detectFile,
	type FileSource,
	isCsv,
	openFileSource,
	type ReadOptions,
} from "../../formats/file-source.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Looks at the files that a query reads, all of them in the way that was said;
 * what is said of CSV counts for those that are.
 * @param paths by name
 * @throws {FileError} `unreadable`, `unsupported_format`, also where something
 *   is said of CSV, and none of them is
 * @throws {UsageError} something is said, and there is no file
 */
export async function openQueryFiles(
	paths: ReadonlyMap<string, string>,
	{ format, ...csv }: ReadOptions,
	signal: AbortSignal,
): Promise<Map<string, FileSource>> {
	const files = new Map<string, FileSource>();
	for (const [name, path] of paths) {
		const file = await detectFile({ name: path, path }, { format });
		files.set(name, await openFile(file, isCsv(file) ? csv : {}, signal));
	}
	const [first] = files.values();
	if (first !== undefined && ![...files.values()].some(isCsv)) {
		await detectFile(first, { format, ...csv });
	}
	if (first === undefined) checkNothingSaid({ format, ...csv });
	return files;
}

function checkNothingSaid(options: ReadOptions): void {
	const said = Object.entries(options).find(([, value]) => value !== undefined);
	if (said === undefined) return;
	const [option] = said;
	const written =
		option === "format" ? "; --output-format says what is written" : "";
	throw new UsageError(
		`--${option} says how a file is read, and the query reads none${written}`,
	);
}

/** A file's table, lines with fields missing refused: polars would fill them
 * with nulls. */
async function openFile(
	file: DetectedFile,
	options: CsvOptions,
	signal: AbortSignal,
): Promise<FileSource> {
	const source = await openFileSource(file, options);
	const { dialect } = source;
	if (dialect === null) return source;
	return await checkRecords(source, dialect, -1, signal);
}
