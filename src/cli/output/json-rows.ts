/** NDJSON as one JSON array, an object a line. */
export function jsonRows(ndjson: Uint8Array): string {
	const lines = Buffer.from(ndjson).toString().split("\n").filter(Boolean);
	return `[${lines.join(",\n")}]\n`;
}
