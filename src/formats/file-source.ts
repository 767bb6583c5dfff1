import { type CsvDialect, type CsvOptions, findDialect } from "./csv-dialect.ts";
import { detectFormat } from "./detect-format.ts";
import type { Compression, FormatName } from "./format.ts";
import { FileError } from "../errors.ts";
import type { CsvJobTable, JobTable } from "./polars-job.ts";
import { textHead } from "./text-stream.ts";
import { compressionOf } from "./detect-format.ts";

/** What the user says of a file; the rest is found. */
export interface ReadOptions extends CsvOptions {
	readonly format?: FormatName | undefined;
}

/** A file with a table in it, and how it is to be read. */
export interface FileSource {
	/** As the user named it. */
	readonly name: string;
	readonly path: string;
	readonly format: FormatName;
	readonly compression: Compression | null;
	/** Of CSV and TSV. */
	readonly dialect: CsvDialect | null;
	/** Rows after these are none: lines that are blank, at the end. */
	readonly rowLimit: number | undefined;
}

/** What is looked at to find a CSV file's types: thousands of rows, in some
 * 10 ms. */
const headBytes = 512 * 1024;

/**
 * Looks at a file's beginning and finds out how to read it.
 * @param name for messages
 * @param path it is opened by this, more than once
 * @throws {FileError} `unreadable`, `unsupported_format`
 * @throws {RangeError} for options that do not fit the file
 */
export async function openFileSource(
	name: string,
	path: string,
	options: ReadOptions,
): Promise<FileSource> {
	const start = await headOf(name, path, null, 512);
	const packedBy = compressionOf(start);
	const head = await headOf(name, path, packedBy, headBytes);
	const { format, compression } = detectFormat(
		name,
		start,
		head,
		options.format,
	);
	const source = { name, path, format, compression, rowLimit: undefined };
	if (format !== "csv" && format !== "tsv") return { ...source, dialect: null };
	const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : undefined);
	const isWhole = head.byteLength < headBytes;
	const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(head);
	try {
		const dialect = findDialect(text, isWhole, { ...options, delimiter });
		return { ...source, dialect };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw unreadable(name, error.message, error);
	}
}

/**
 * A source as polars is to read it.
 * @param name how a query names it
 */
export function jobTableOf(
	{ path, format, dialect, rowLimit }: FileSource,
	name: string,
): JobTable | CsvJobTable {
	const table = { name, path, rowLimit };
	if (dialect !== null) return { ...table, format: "csv", dialect };
	return { ...table, format: format as JobTable["format"] };
}

async function headOf(
	name: string,
	path: string,
	compression: Compression | null,
	byteLength: number,
): Promise<Uint8Array> {
	try {
		return await textHead(path, compression, byteLength);
	} catch (error) {
		throw unreadable(name, (error as Error).message, error);
	}
}

function unreadable(name: string, why: string, cause: unknown): FileError {
	return new FileError(
		"unreadable",
		`Cannot read ${JSON.stringify(name)}: ${why}`,
		{ details: { path: name }, cause },
	);
}
