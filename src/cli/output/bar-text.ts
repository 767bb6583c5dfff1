/** A bar of a table, `part` (0 to 1) of `width` letters; what is there is seen. */
export function barText(part: number, width: number): string {
	return "▇".repeat(Math.max(1, Math.round(width * part)));
}
