const units = ["KiB", "MiB", "GiB", "TiB"] as const;

/** A size for people: "512 bytes", "1.5 GiB". */
export function formatBytes(byteLength: number): string {
	let unit: string = "bytes";
	let value = byteLength;
	for (const next of units) {
		if (value < 1024) break;
		value /= 1024;
		unit = next;
	}
	return unit === "bytes" ? `${value} bytes` : `${value.toFixed(1)} ${unit}`;
}
