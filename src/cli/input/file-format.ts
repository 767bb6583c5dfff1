import { startsWithMagic } from "../../arrow/magic.ts";
import { recogniseFormat } from "../../arrow/recognise-format.ts";
import { FileError } from "../../errors.ts";

/**
 * Refuses bytes that do not start as an Arrow IPC file does, naming what they
 * are. Whether such a file is sound is read elsewhere.
 * @param bytes the file, or its first 512 bytes
 * @throws {FileError} `unsupported_format`
 */
export function checkArrowFormat(path: string, bytes: Uint8Array): void {
	if (startsWithMagic(bytes)) return;
	throw new FileError(
		"unsupported_format",
		`Cannot read ${JSON.stringify(path)}: ${recogniseFormat(bytes)}; other formats are not supported yet`,
		{ details: { path } },
	);
}

/** File name endings of formats that have their own issue. */
const otherEndings = new Map([
	[".parquet", "Parquet"],
	[".csv", "CSV"],
	[".tsv", "CSV"],
	[".json", "JSON"],
	[".jsonl", "JSON"],
	[".ndjson", "JSON"],
	[".geojson", "GeoJSON"],
	[".npy", "NumPy"],
	[".xlsx", "Excel"],
]);

/**
 * Refuses to write a format that we cannot write yet, by the path's ending.
 * @throws {FileError} `unsupported_format`
 */
export function checkOutputFormat(path: string): void {
	if (path === "-") {
		throw new FileError(
			"unsupported_format",
			"Cannot write to standard output: not supported yet; name an .arrow file, or ./- for one of that name",
			{ details: { path } },
		);
	}
	const ending = /\.[a-z]+$/.exec(path.toLowerCase())?.[0] ?? "";
	const format = otherEndings.get(ending);
	if (format === undefined) return;
	throw new FileError(
		"unsupported_format",
		`Cannot write ${JSON.stringify(path)}: ${format} is not supported yet; name an .arrow file`,
		{ details: { path } },
	);
}
