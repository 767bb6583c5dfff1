import { FileError } from "../errors.ts";
import { whyRefused } from "../os/why-refused.ts";
import { checkReadMemory } from "./check-read-memory.ts";
import {
	type CsvDialect,
	type CsvOptions,
	findDialect,
} from "./csv-dialect.ts";
import {
	compressionOf,
	type DetectedFormat,
	detectFormat,
} from "./detect-format.ts";
import { type FormatName, labelOf } from "./format.ts";
import { type JsonSample, jsonSample } from "./json-sample.ts";
import type { CsvJobTable, JobTable } from "./polars-job.ts";
import { textHead } from "./text-stream.ts";

/** What the user says of a file; the rest is found. */
export interface ReadOptions extends CsvOptions {
	readonly format?: FormatName | undefined;
}

/** A file that may have a table in it. */
export interface NamedFile {
	/** As the user named it, for messages. */
	readonly name: string;
	/** It is opened by this, more than once. */
	readonly path: string;
}

/** A file whose format is known. */
export interface DetectedFile extends NamedFile, DetectedFormat {}

/** A file with a table in it, and how it is to be read. */
export interface FileSource extends DetectedFile {
	/** Of CSV and TSV. */
	readonly dialect: CsvDialect | null;
	/** Rows after these are none: lines that are blank, at the end. */
	readonly rowLimit: number | undefined;
	/** No more rows are wanted, and what follows is not looked at. */
	readonly firstRows?: number | undefined;
	/** What the first lines of NDJSON tell, where they tell enough. */
	readonly sample?: JsonSample | undefined;
}

const allRows = Number.POSITIVE_INFINITY;
/** Enough to tell a text format by. */
const startBytes = 64 * 1024;
/** What is looked at to find a CSV file's types: thousands of rows, in some
 * 10 ms. */
const headBytes = 512 * 1024;

/**
 * Finds out of what format a file is.
 * @throws {FileError} `unreadable`, `unsupported_format`, also where it is said
 * how CSV is to be read, and it is none
 */
export async function detectFile(
	{ name, path }: NamedFile,
	{ format: asked, ...csv }: ReadOptions,
): Promise<DetectedFile> {
	const detected = await explaining(name, async () => {
		const start = await textHead(path, null, startBytes);
		const packedBy = compressionOf(start);
		const text =
			packedBy === null ? start : await textHead(path, packedBy, startBytes);
		return { name, path, ...detectFormat(name, start, text, asked) };
	});
	if (!isCsv(detected)) checkNothingSaid(detected, csv);
	return detected;
}

/** Whether it is CSV or TSV. */
export function isCsv({ format }: DetectedFile): boolean {
	return format === "csv" || format === "tsv";
}

function checkNothingSaid({ name, format }: DetectedFile, csv: CsvOptions) {
	const said = Object.entries(csv).find(([, value]) => value !== undefined);
	if (said === undefined) return;
	throw new FileError(
		"unsupported_format",
		`Cannot read ${JSON.stringify(name)} with ${said[0]} given: that is for CSV, and its format is ${labelOf(format)}`,
		{ details: { path: name } },
	);
}

/**
 * Finds out how a file is to be read.
 * @throws {FileError} `unreadable`, also for options that do not fit the file
 * @throws {OutOfMemoryError} it is read as a whole, and surely too large for that
 */
export async function openFileSource(
	file: DetectedFile,
	options: CsvOptions,
): Promise<FileSource> {
	const { name, path, format, compression } = file;
	if (!isCsv(file)) {
		await checkReadMemory(file);
		const sample = format === "ndjson" ? await jsonSample(file) : undefined;
		return { ...file, dialect: null, rowLimit: undefined, sample };
	}
	const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : undefined);
	return await explaining(name, async () => {
		const head = await textHead(path, compression, headBytes);
		const isWhole = head.byteLength < headBytes;
		const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(head);
		const dialect = findDialect(text, isWhole, { ...options, delimiter });
		return { ...file, dialect, rowLimit: undefined };
	});
}

/**
 * A source as polars is to read it.
 * @param name how a query names it
 */
export function jobTableOf(
	{ path, format, dialect, rowLimit, firstRows, sample }: FileSource,
	name: string,
): JobTable | CsvJobTable {
	const least = Math.min(rowLimit ?? allRows, firstRows ?? allRows);
	const table = { name, path, rowLimit: least < allRows ? least : undefined };
	if (dialect !== null) return { ...table, format: "csv", dialect };
	const typeLines = sample?.lines;
	return { ...table, format: format as JobTable["format"], typeLines };
}

async function explaining<T>(name: string, look: () => Promise<T>): Promise<T> {
	try {
		return await look();
	} catch (cause) {
		if (cause instanceof FileError) throw cause;
		throw new FileError(
			"unreadable",
			`Cannot read ${JSON.stringify(name)}: ${whyRefused(cause)}`,
			{ details: { path: name }, cause },
		);
	}
}
