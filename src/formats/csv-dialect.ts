import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { type CsvType, checkCsvType, csvTypeOf } from "./csv-type.ts";

/** What the user says of a CSV file; the rest is found. */
export interface CsvOptions {
	/** One letter of ASCII. */
	readonly delimiter?: string | undefined;
	/** Whether the first line names the columns. */
	readonly header?: boolean | undefined;
	/** By column. */
	readonly types?: Readonly<Record<string, string>> | undefined;
}

export interface CsvColumn {
	readonly name: string;
	readonly type: CsvType;
	/** Whether the user named the type. */
	readonly isAsked: boolean;
}

/** How a CSV file is to be read. */
export interface CsvDialect {
	readonly delimiter: string;
	readonly hasHeader: boolean;
	readonly columns: readonly CsvColumn[];
}

const delimiters = [",", "\t", ";", "|"] as const;
/** Enough to tell a delimiter by. */
const lookedAtRows = 100;

/**
 * Finds delimiter, header and types of a CSV file by its beginning.
 * @param text from the file's start
 * @param isWhole whether it is all of the file
 * @throws {RangeError} for types of columns that are not there, or that are
 *   none, or a file without a column
 */
export function findDialect(
	text: string,
	isWhole: boolean,
	options: CsvOptions,
): CsvDialect {
	const delimiter = options.delimiter ?? findDelimiter(text, isWhole);
	const records = csvRecords(text, delimiter, isWhole);
	const [first, ...rest] = records;
	if (first === undefined) {
		throw new RangeError(
			text.length === 0
				? "it is empty"
				: `its first line has no end within ${text.length} characters`,
		);
	}
	const types = typesOf(rest, first.length);
	const hasHeader = options.header ?? looksLikeHeader(first, types);
	const found = hasHeader ? types : typesOf(records, first.length);
	const names = namesOf(first, hasHeader);
	const asked = options.types ?? {};
	for (const [name, type] of Object.entries(asked)) {
		checkCsvType(name, type);
		if (!names.includes(name)) {
			throw new RangeError(
				`it has no column ${JSON.stringify(name)} to have the type ${type}; it has ${names.map((one) => JSON.stringify(one)).join(", ")}`,
			);
		}
	}
	const columns = names.map((name, index) => ({
		name,
		type: asked[name] ?? found[index] ?? "text",
		isAsked: Object.hasOwn(asked, name),
	}));
	return { delimiter, hasHeader, columns };
}

/** The one that divides most lines as it divides the first, into more than one
 * field; of several, the one that gives most. A comma where none does. */
function findDelimiter(text: string, isWhole: boolean): string {
	let best = { delimiter: ",", fields: 1 };
	for (const delimiter of delimiters) {
		const looked = csvRecords(text, delimiter, isWhole, lookedAtRows);
		const fields = looked[0]?.length ?? 0;
		const alike = looked.filter((record) => record.length === fields);
		if (alike.length * 10 < looked.length * 9) continue;
		if (fields > best.fields) best = { delimiter, fields };
	}
	return best.delimiter;
}

/** A line that would not be a row: what stands above a column of numbers, or
 * dates, is none. With columns of text alone it is taken for a header. */
function looksLikeHeader(first: CsvRecord, types: readonly CsvType[]): boolean {
	const isAllText = types.every((type) => type === "text");
	if (isAllText) {
		return first.every((text) => csvTypeOf([text]) === "text");
	}
	return first.some((text, index) => {
		const type = types[index];
		if (type === "text" || text === "") return false;
		const own = csvTypeOf([text]);
		return own !== type && !(own === "int64" && type === "float64");
	});
}

function typesOf(records: readonly CsvRecord[], count: number): CsvType[] {
	return Array.from({ length: count }, (_, index) =>
		csvTypeOf(
			records
				.map((fields) => fields[index] ?? "")
				.filter((text) => text !== ""),
		),
	);
}

/** A name that is missing says where the column stands; one that is there
 * twice gets a number. */
function namesOf(first: CsvRecord, hasHeader: boolean): string[] {
	const names = new Set<string>();
	for (const [index, text] of first.entries()) {
		const name = hasHeader && text !== "" ? text : `column_${index + 1}`;
		let unique = name;
		for (let n = 2; names.has(unique); n++) unique = `${name}_${n}`;
		names.add(unique);
	}
	return [...names];
}
