import { recogniseFormat } from "../arrow/recognise-format.ts";
import { FileError } from "../errors.ts";
import {
	type Compression,
	type FormatName,
	formatNames,
	formatOfName,
	formats,
	labelOf,
} from "./format.ts";

/** What a file is. */
export interface DetectedFormat {
	readonly format: FormatName;
	/** Of a text format only. */
	readonly compression: Compression | null;
}

/** The first bytes of formats that are not text. */
const signatures: readonly (readonly [string, FormatName])[] = [
	["ARROW1", "arrow"],
	["\xff\xff\xff\xff", "arrow-stream"],
	["PAR1", "parquet"],
	["Obj\x01", "avro"],
];
const packed: readonly (readonly [string, Compression])[] = [
	["\x1f\x8b", "gzip"],
	["\x28\xb5\x2f\xfd", "zstd"],
];

/**
 * Tells a file's format: as asked, else by its first bytes, where they say it,
 * else by its name, else, for text, by what it looks like.
 *
 * @param name as the user knows it; "standard input" is no file name
 * @param head the first bytes, as they are
 * @param text the first bytes, unpacked: the same where nothing is packed
 * @throws {FileError} `unsupported_format`
 */
export function detectFormat(
	name: string,
	head: Uint8Array,
	text: Uint8Array,
	asked: FormatName | undefined,
): DetectedFormat {
	const compression = compressionOf(head);
	const format = asked ?? formatOf(name, head, text, compression);
	const isText = formats.some((one) => one.name === format && one.isText);
	if (isText || compression === null) return { format, compression };
	throw unsupported(
		name,
		`it is compressed by ${compression}; only text formats are read so, unpack it first`,
	);
}

/** By what a file is compressed as a whole, by its first bytes. */
export function compressionOf(head: Uint8Array): Compression | null {
	const start = latin(head);
	return packed.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}

function formatOf(
	name: string,
	head: Uint8Array,
	text: Uint8Array,
	compression: Compression | null,
): FormatName {
	if (head.byteLength === 0) throw unsupported(name, "it is empty");
	const start = latin(head);
	const known = signatures.find(([magic]) => start.startsWith(magic));
	if (known !== undefined) return known[1];
	const named = formatOfName(name).format;
	const isText = formats.some((one) => one.name === named && one.isText);
	if (named !== null && !isText && compression === null) {
		throw unsupported(name, whyNot(head, named));
	}
	return textFormat(name, text, isText ? named : null);
}

function textFormat(
	name: string,
	bytes: Uint8Array,
	named: FormatName | null,
): FormatName {
	const text = new TextDecoder().decode(bytes.subarray(0, 64 * 1024));
	if (named === "json") return isOneAnObject(text) ? "ndjson" : "json";
	if (named !== null) return named;
	if (/^\s*\[/.test(text)) return "json";
	if (isOneAnObject(text)) return "ndjson";
	const line = /^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? "";
	if (isReadable(text) && /[,;\t|]/.test(line)) return "csv";
	const seen = recogniseFormat(bytes).replace(/, expected.*/, "");
	const why = seen.startsWith("it looks like text")
		? "its name does not say what it is"
		: seen;
	throw unsupported(
		name,
		`${why}; name its format, --format ${formatNames.join("|")}`,
	);
}

/** Why a file is not of the format that its name says. */
function whyNot(head: Uint8Array, named: FormatName): string {
	const label = /^arrow/.test(named) ? "an Arrow IPC file" : labelOf(named);
	const seen = recogniseFormat(head)
		.replace("expected an Arrow IPC file", `expected ${label}`)
		.replace(
			/^it is no Arrow IPC file.*/,
			`it is no ${label.replace(/^an /, "")}`,
		);
	return seen.startsWith("it looks like text") ||
		seen.startsWith("it looks like JSON")
		? `${seen}, as its name says; name its format, --format ${formatNames.join("|")}`
		: seen;
}

/** Whether the first line is a JSON object as a whole: NDJSON is often called
 * `.json`. */
function isOneAnObject(text: string): boolean {
	const [line = ""] = text.trimStart().split("\n", 1);
	if (!line.startsWith("{")) return false;
	try {
		JSON.parse(line);
		return true;
	} catch {
		return false;
	}
}

function isReadable(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
	return !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
}

function latin(bytes: Uint8Array): string {
	return String.fromCharCode(...bytes.subarray(0, 16));
}

function unsupported(name: string, why: string): FileError {
	return new FileError(
		"unsupported_format",
		`Cannot read ${JSON.stringify(name)}: ${why}`,
		{ details: { path: name } },
	);
}
