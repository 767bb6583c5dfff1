const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A size for people: `2.3 MiB`; bytes below 1 KiB exactly. */
export function formatSize(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 1023.95 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
