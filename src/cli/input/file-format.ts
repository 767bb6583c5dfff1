import { FileError } from "../../errors.ts";

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
