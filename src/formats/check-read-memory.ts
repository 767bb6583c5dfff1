import { statSync } from "node:fs";
import { OutOfMemoryError } from "../errors.ts";
import { formatSize } from "../format-size.ts";
import { memoryLimits } from "../os/memory-limits.ts";
import type { DetectedFormat } from "./detect-format.ts";
import { type FormatName, labelOf } from "./format.ts";
import { textHead } from "./text-stream.ts";

/** A file whose format is known; `name` is for messages. */
interface KnownFile extends DetectedFormat {
	readonly name: string;
	readonly path: string;
}

/** Formats that polars reads as a whole, and how much memory a byte of such a
 * file takes at least: it lies there as it is, beside the table. */
const takenByByte: Partial<Record<FormatName, number>> = {
	json: 3,
	avro: 2,
	"arrow-stream": 2,
};
/** What a value with a name takes beside that, by measured peaks: 150 to 280
 * bytes, for objects of two and three values. */
const bytesByNamedValue = 150;
/** Enough to tell how close named values lie. */
const headBytes = 64 * 1024;

/**
 * Refuses a file that polars reads as a whole, where the machine surely has no
 * memory for it: else the kernel would end the process in the middle.
 * @throws {OutOfMemoryError} with `needed` and `free`
 */
export async function checkReadMemory(file: KnownFile): Promise<void> {
	const { name, path, format } = file;
	const taken = takenByByte[format];
	if (taken === undefined) return;
	const { size } = statSync(path);
	const named = format === "json" ? await namedValues(file) : 0;
	const needed = size * (taken + named * bytesByNamedValue);
	const { availableBytes, cgroupFreeBytes } = memoryLimits("/");
	const free = Math.min(availableBytes, cgroupFreeBytes ?? availableBytes);
	if (needed <= free) return;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot read ${JSON.stringify(name)}: its format, ${labelOf(format)}, is read as a whole, which takes at least ${formatSize(needed)} of memory, and ${formatSize(free)} are free; ${remedies[format]}`,
		{ details: { needed, free } },
	);
}

const remedies: Partial<Record<FormatName, string>> = {
	json: "write it as NDJSON, an object a line, which is read in pieces (jq -c '.[]')",
	avro: "write it as Parquet, which is read in pieces, or as several files",
	"arrow-stream": "put it on the shelf, which takes batch by batch",
};

/** How many a byte, in the beginning of a file. */
async function namedValues({ path, compression }: KnownFile): Promise<number> {
	const head = await textHead(path, compression, headBytes);
	const text = new TextDecoder().decode(head);
	return (text.match(/"\s*:/g)?.length ?? 0) / Math.max(1, head.byteLength);
}
