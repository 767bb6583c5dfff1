import { startsWithMagic } from "./magic.ts";

/** First bytes of files that people take for Arrow files. */
const signatures: readonly (readonly [string, string])[] = [
	["PAR1", "it looks like Parquet, expected an Arrow IPC file"],
	["PARE", "it looks like encrypted Parquet, expected an Arrow IPC file"],
	["FEA1", "it is Feather version 1; write it again as version 2"],
	["ORC", "it looks like ORC, expected an Arrow IPC file"],
	["Obj\x01", "it looks like Avro, expected an Arrow IPC file"],
	["\x93NUMPY", "it is a NumPy array, expected an Arrow IPC file"],
	["\x89HDF", "it looks like HDF5, expected an Arrow IPC file"],
	["SQLite format 3", "it is an SQLite database, expected an Arrow IPC file"],
	["\x1f\x8b", "it is compressed by gzip; unpack it first"],
	["\x28\xb5\x2f\xfd", "it is compressed by zstd; unpack it first"],
	["PK\x03\x04", "it is a zip archive; unpack it first"],
];

/**
 * What bytes that are no Arrow IPC file look like, for a message: people give
 * streams, Parquet, CSV or cut files.
 * @param bytes the file, or its first 512 bytes
 * @param size of the file, bytes
 */
export function recogniseFormat(
	bytes: Uint8Array,
	size = bytes.length,
): string {
	if (bytes.length === 0) return "it is empty";
	const start = String.fromCharCode(...bytes.subarray(0, 512));
	if (startsWithMagic(bytes)) {
		return `it is cut off after ${size} bytes: an Arrow file ends with "ARROW1"`;
	}
	// A stream starts with the mark of a message and the schema's length.
	if (start.startsWith("\xff\xff\xff\xff") && bytes.length >= 16) {
		return "it is an Arrow IPC stream, not a file; write it with a file writer, such as pyarrow.ipc.new_file";
	}
	const known = signatures.find(([signature]) => start.startsWith(signature));
	if (known !== undefined) return known[1];
	if (isText(start)) {
		return /^\s*[{[]/.test(start)
			? "it looks like JSON, expected an Arrow IPC file"
			: "it looks like text (CSV?), expected an Arrow IPC file";
	}
	return 'it is no Arrow IPC file, which starts and ends with "ARROW1"';
}

/** No control characters but tabs and line ends; UTF-8 passes. */
function isText(start: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
	return !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(start);
}
