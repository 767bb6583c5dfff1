import {
	CancelledError,
	cancelledBy,
	type ErrorDetails,
	FileError,
} from "../errors.ts";
import type { CsvDialect } from "./csv-dialect.ts";
import { type BadRecord, CsvScanner, type SoughtValue } from "./csv-scanner.ts";
import { isNumber } from "./csv-type.ts";
import { explainJson } from "./explain-json.ts";
import type { FileSource } from "./file-source.ts";
import { labelOf } from "./format.ts";
import { PolarsFailure } from "./polars-process.ts";
import { textStream } from "./text-stream.ts";

/** A value that does not fit its column, as polars reports it. */
const misfits = [
	/^could not parse `(?<value>[\s\S]*?)` as dtype `[^`]*` at column '(?<column>[\s\S]*?)' \(column number/,
	/^conversion from `str` to `[^`]*` failed in column '(?<column>[\s\S]*?)' for .* values?: \["(?<value>[\s\S]*?)"/,
];

/**
 * What to do after polars could not read a file: read it again in another way,
 * which is returned, or tell the user what is wrong and where.
 * @param error what running the job threw
 * @throws {FileError} `unreadable`, with the line where it is known
 */
export async function explainFailure(
	source: FileSource,
	error: unknown,
): Promise<FileSource> {
	if (!(error instanceof PolarsFailure)) throw error;
	const { dialect, name } = source;
	if (/valid utf-?8/i.test(error.message)) {
		const why = "its text is not UTF-8; convert it first, such as by iconv";
		throw unreadable(name, why, error);
	}
	if (dialect === null) {
		const { format } = source;
		// Not as its beginning: all of it tells the types.
		if (source.sample !== undefined) return { ...source, sample: undefined };
		const isJson = format === "ndjson" || format === "json";
		const why = isJson ? await explainJson(source, error.message) : null;
		const [first = ""] = error.message.split("\n", 1);
		throw unreadable(name, why ?? `as ${labelOf(format)}: ${first}`, error);
	}
	const misfit = misfitOf(error.message);
	const index = dialect.columns.findIndex(
		({ name }) => name === misfit?.column,
	);
	const column = dialect.columns[index];
	if (misfit !== undefined && column?.type === "int64" && !column.isAsked) {
		if (isNumber(misfit.value)) return withType(source, index, "float64");
	}
	const sought = misfit && { column: index, text: misfit.value };
	const bad = await findBadRecord(source, dialect, sought);
	if (bad === null || (bad.hasValue && column !== undefined)) {
		const value = JSON.stringify(misfit?.value ?? "");
		throw unreadable(
			name,
			misfit === undefined || column === undefined
				? (error.message.split("\n", 1)[0] ?? "")
				: `${at(bad)}${value} in column ${JSON.stringify(column.name)} is no ${column.type}; mend it, or read the column as text, --types '${column.name}=text'`,
			error,
			bad === null ? {} : { line: bad.line },
		);
	}
	throw badRecord(name, bad, dialect);
}

/**
 * Finds the first record of a CSV file that has not as many fields as there
 * are columns, which polars fills with nulls without a word.
 * @returns the same source, or one that ends before blank lines at the end
 * @throws {FileError} `unreadable`, with the line
 * @throws {CancelledError} when the signal is aborted
 */
export async function checkRecords(
	source: FileSource,
	dialect: CsvDialect,
	rowCount: number,
	signal?: AbortSignal,
): Promise<FileSource> {
	const scanner = new CsvScanner(dialect.delimiter, dialect.columns.length);
	const bad = await scan(source, scanner, signal);
	if (bad !== null) throw badRecord(source.name, bad, dialect);
	const rowLimit = scanner.records - (dialect.hasHeader ? 1 : 0);
	return rowLimit === rowCount ? source : { ...source, rowLimit };
}

function findBadRecord(
	source: FileSource,
	dialect: CsvDialect,
	sought: SoughtValue | undefined,
): Promise<BadRecord | null> {
	const { delimiter, columns } = dialect;
	return scan(source, new CsvScanner(delimiter, columns.length, sought));
}

async function scan(
	{ name, path, compression }: FileSource,
	scanner: CsvScanner,
	signal?: AbortSignal,
): Promise<BadRecord | null> {
	try {
		for await (const piece of textStream(path, compression)) {
			if (signal?.aborted) throw cancelledBy(signal, "reading");
			const bad = scanner.add(piece);
			if (bad !== null) return bad;
		}
	} catch (error) {
		if (error instanceof CancelledError) throw error;
		throw unreadable(name, (error as Error).message, error);
	}
	return scanner.end();
}

function misfitOf(
	message: string,
): { readonly value: string; readonly column: string } | undefined {
	for (const pattern of misfits) {
		const { value, column } = pattern.exec(message)?.groups ?? {};
		if (value !== undefined && column !== undefined) return { value, column };
	}
	return undefined;
}

function withType(source: FileSource, index: number, type: string): FileSource {
	const { dialect } = source;
	if (dialect === null) return source;
	const columns = dialect.columns.map((column, at) =>
		at === index ? { ...column, type } : column,
	);
	return { ...source, dialect: { ...dialect, columns } };
}

function at(bad: BadRecord | null): string {
	return bad === null ? "" : `line ${bad.line}: `;
}

function badRecord(
	name: string,
	bad: BadRecord,
	{ columns, delimiter }: CsvDialect,
): FileError {
	const expected = `expected ${columns.length} ${columns.length === 1 ? "field" : "fields"} divided by ${JSON.stringify(delimiter)}`;
	const why = bad.isOpen
		? "the quotes that open in this record are never closed"
		: `${expected}, got ${bad.isBlank ? "a blank line" : bad.fields}`;
	return unreadable(name, `${at(bad)}${why}`, undefined, { line: bad.line });
}

function unreadable(
	name: string,
	why: string,
	cause: unknown,
	details: ErrorDetails = {},
): FileError {
	return new FileError(
		"unreadable",
		`Cannot read ${JSON.stringify(name)}: ${why}`,
		{ details: { path: name, ...details }, cause },
	);
}
