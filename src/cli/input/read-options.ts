import { checkCsvType } from "../../formats/csv-type.ts";
import type { ReadOptions } from "../../formats/file-source.ts";
import { type FormatName, formatNames } from "../../formats/format.ts";
import type { Options, Values } from "../command.ts";
import { checkUsage, UsageError } from "../usage-error.ts";
import { checkStandardInput } from "./check-standard-input.ts";
import { shelfKey } from "./shelf-key.ts";

const group = "How files are read";

/** What every command can be told of the files it reads. */
export const readOptions = {
	format: {
		kind: "choice",
		choices: formatNames,
		group,
		summary: "what they are (default: found by content and name)",
	},
	delimiter: {
		kind: "text",
		hint: "CHARACTER",
		group,
		summary: "what divides the fields of CSV, or tab (default: found)",
	},
	header: {
		kind: "choice",
		choices: ["yes", "no"],
		group,
		summary: "whether the first line of CSV names columns (default: found)",
	},
	types: {
		kind: "text",
		hint: "x=float64,...",
		group,
		summary: "types of CSV columns (default: found)",
	},
} as const satisfies Options;

/**
 * What was asked, checked.
 * @param sources what is read: where nothing of it is a file, nothing may be
 * asked
 * @throws {UsageError}
 */
export function checkReadOptions(
	{ format, delimiter, header, types }: Values<typeof readOptions>,
	sources: readonly string[],
): ReadOptions {
	checkStandardInput(sources);
	const asked = Object.entries({ format, delimiter, header, types });
	const option = asked.find(([, value]) => value !== undefined)?.[0];
	if (option !== undefined && sources.every((one) => shelfKey(one) !== null)) {
		throw new UsageError(
			`--${option} says how a file is read, and ${sources.join(", ")} is none`,
		);
	}
	return {
		format: format as FormatName | undefined,
		delimiter: delimiter === undefined ? undefined : letterOf(delimiter),
		header: header === undefined ? undefined : header === "yes",
		types: types === undefined ? undefined : parseTypes(types),
	};
}

/** The values of a command, those of reading checked and apart. */
export function splitReadOptions<T extends Values<typeof readOptions>>(
	values: T,
	sources: readonly string[],
): [ReadOptions, Omit<T, keyof typeof readOptions>] {
	const {
		format: _,
		delimiter: __,
		header: ___,
		types: ____,
		...rest
	} = values;
	return [checkReadOptions(values, sources), rest];
}

function letterOf(text: string): string {
	const letter = text === "tab" || text === "\\t" ? "\t" : text;
	if (/^[^\x80-\uffff"\r\n]$/.test(letter)) return letter;
	throw new UsageError(
		`--delimiter expects one character of ASCII, or tab, got ${JSON.stringify(text)}`,
	);
}

/** `x=float64,price=decimal(10,2)`: commas in parentheses divide nothing. */
function parseTypes(text: string): Record<string, string> {
	const types: Record<string, string> = {};
	for (const pair of text.split(/,(?![^()]*\))/)) {
		const end = pair.lastIndexOf("=");
		if (end < 1) {
			throw new UsageError(
				`--types expects COLUMN=TYPE, divided by commas, got ${JSON.stringify(pair)}`,
			);
		}
		const name = pair.slice(0, end).trim();
		const type = pair.slice(end + 1).trim();
		types[name] = checkUsage(() => checkCsvType(name, type));
	}
	return types;
}
