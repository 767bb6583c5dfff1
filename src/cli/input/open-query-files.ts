import type { ArrowFile } from "../../arrow/file.ts";
import { hidesValues } from "../../arrow/is-in-place.ts";
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
import { checkStandardInput } from "./check-standard-input.ts";
import { openInputFile } from "./input-file.ts";
import { namingTheSource } from "./naming-the-source.ts";
import { unpackArrow } from "./unpack-arrow.ts";

/**
 * Looks at the files that a query reads, all of them in the way that was said;
 * what is said of CSV counts for those that are.
 * @param paths by name; `-` is standard input
 * @param held keeps what they are read from until it is disposed
 * @throws {FileError} `unreadable`, `unsupported_format`, also where something
 *   is said of CSV, and none of them is
 * @throws {UsageError} something is said, and there is no file
 */
export async function openQueryFiles(
	paths: ReadonlyMap<string, string>,
	{ format, ...csv }: ReadOptions,
	held: DisposableStack,
	signal: AbortSignal,
): Promise<Map<string, FileSource>> {
	checkStandardInput([...paths.values()]);
	const files = new Map<string, FileSource>();
	for (const [name, argument] of paths) {
		const input = held.use(await openInputFile(argument, signal));
		const file = await detectFile(input, { format });
		const source = await openFile(file, isCsv(file) ? csv : {}, signal);
		files.set(name, await readable(source, held));
	}
	const [first] = files.values();
	if (first !== undefined && ![...files.values()].some(isCsv)) {
		await detectFile(first, { format, ...csv });
	}
	if (first === undefined) checkNothingSaid({ format, ...csv });
	return files;
}

/** As polars reads it. */
async function readable(
	source: FileSource,
	held: DisposableStack,
): Promise<FileSource> {
	if (source.format !== "arrow") return source;
	const isFit = ({ schema }: ArrowFile) => !schema.some(hidesValues);
	try {
		const table = await unpackArrow(source, isFit);
		return table === null ? source : { ...source, path: held.use(table).path };
	} catch (error) {
		throw namingTheSource(error, source.name);
	}
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
