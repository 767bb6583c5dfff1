/**
 * Whether a row, or a value of a list, is null.
 * @param validity bitmap of those that are not; null: none is
 */
export function isNull(validity: Uint8Array | null, row: number): boolean {
	if (validity === null) return false;
	return (((validity[row >>> 3] ?? 0) >> (row & 7)) & 1) === 0;
}
