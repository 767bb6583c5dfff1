/** A field of a CSV file: its text, without the quotes around it. */
export interface CsvField {
	readonly text: string;
	readonly isQuoted: boolean;
}

/** Lines of a CSV file that belong together: one, unless a quoted field goes
 * over several. */
export interface CsvRecord {
	readonly fields: readonly CsvField[];
	/** Of its first line, from 1. */
	readonly line: number;
}

const quote = '"';

/**
 * Divides the beginning of a CSV file into records (RFC 4180; a quote inside a
 * quoted field is doubled, lines end with LF or CR LF).
 *
 * @param text from the file's start
 * @param isWhole whether it goes to the file's end; otherwise the last record,
 *   which may be cut off, is left out
 */
export function csvRecords(
	text: string,
	delimiter: string,
	isWhole: boolean,
): CsvRecord[] {
	const records: CsvRecord[] = [];
	let fields: CsvField[] = [];
	let line = 1;
	let firstLine = 1;
	let at = text.startsWith("\ufeff") ? 1 : 0;
	while (at < text.length) {
		const { field, end, lines } = readField(text, at, delimiter);
		fields.push(field);
		line += lines;
		at = end;
		if (text[at] === delimiter) {
			at += 1;
			if (at < text.length) continue;
			fields.push({ text: "", isQuoted: false });
		}
		const isEnded = at < text.length;
		if (isEnded || isWhole) records.push({ fields, line: firstLine });
		at += text[at] === "\r" ? 2 : 1;
		line += 1;
		firstLine = line;
		fields = [];
	}
	return records;
}

/** @returns where the field's delimiter or line end is, and the line ends in
 * the field */
function readField(text: string, start: number, delimiter: string) {
	if (text[start] !== quote) {
		const end = endOfPlain(text, start, delimiter);
		const field = { text: text.slice(start, end), isQuoted: false };
		return { field, end, lines: 0 };
	}
	let end = start + 1;
	for (;;) {
		end = text.indexOf(quote, end);
		if (end === -1) end = text.length;
		if (text[end + 1] !== quote) break;
		end += 2;
	}
	const inner = text.slice(start + 1, end);
	const rest = endOfPlain(text, end + 1, delimiter);
	return {
		field: {
			text: inner.replaceAll('""', quote) + text.slice(end + 1, rest),
			isQuoted: true,
		},
		end: rest,
		lines: inner.split("\n").length - 1,
	};
}

function endOfPlain(text: string, start: number, delimiter: string): number {
	for (let at = start; at < text.length; at++) {
		const letter = text[at];
		if (letter === delimiter || letter === "\n") return at;
		if (letter === "\r" && text[at + 1] === "\n") return at;
	}
	return text.length;
}
