import { extname } from "node:path";
import {
	type Compression,
	type FormatName,
	formatOfName,
	formats,
	labelOf,
} from "../../formats/format.ts";
import { UsageError } from "../usage-error.ts";
import { isTerminal } from "./terminal.ts";

/** The formats that tables are written in, as options name them. */
export const writtenFormats: readonly FormatName[] = formats
	.filter(({ isWritten }) => isWritten)
	.map(({ name }) => name);

/** The option of commands whose `--format` is that of what they read. */
export const outputFormatOption = {
	kind: "choice",
	choices: writtenFormats,
	group: "Output",
	summary: "what is written (default: by the file's name, else arrow)",
} as const;

/** How a file is to be written. */
export interface WrittenFormat {
	readonly format: FormatName;
	readonly compression: Compression | null;
}

/**
 * The format that a table is written in: as asked, else by the name's ending,
 * else Arrow.
 * @param path `-` is standard output
 * @param option by which one asks, for messages
 * @throws {UsageError} a format that is not written, an ending that stands for
 * something else, or a terminal that would get bytes
 */
export function writtenFormat(
	path: string,
	asked: FormatName | undefined,
	option: string,
): WrittenFormat {
	const named = formatOfName(path);
	if (asked === undefined) checkEnding(path, named.format, option);
	const format = asked ?? named.format ?? "arrow";
	const { compression } = named;
	const { isWritten, isText } = formats.find(
		({ name }) => name === format,
	) as (typeof formats)[number];
	if (!isWritten) {
		throw new UsageError(
			`${labelOf(format)} is read only; write one of ${writtenFormats.join(", ")}`,
		);
	}
	if (compression !== null && !isText) {
		throw new UsageError(
			`${labelOf(format)} is not compressed as a whole; leave out the last ending`,
		);
	}
	if (path === "-" && !isText && isTerminal(1)) {
		throw new UsageError(
			`Standard output is a terminal, and ${labelOf(format)} is not text; add ${option} csv, or name a file`,
		);
	}
	return { format, compression };
}

/** An ending that stands for something else must not get an Arrow file. */
function checkEnding(
	path: string,
	known: FormatName | null,
	option: string,
): void {
	const ending = extname(path);
	if (known !== null || ending === "") return;
	throw new UsageError(
		`Cannot tell the format of ${JSON.stringify(path)} by its ending ${JSON.stringify(ending)}; add ${option}, one of ${writtenFormats.join(", ")}`,
	);
}
