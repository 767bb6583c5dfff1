/**
 * The bytes of a file that need not lie in one array, which holds 4 GiB at
 * most: they are read range by range.
 */
export interface FileBytes {
	readonly byteLength: number;
	/** All of it where it is one array. */
	readonly whole: Uint8Array | null;
	/**
	 * Bytes `offset` to `offset + byteLength - 1`, as a view where that is
	 * possible. Both lie inside the file.
	 * @param together how many bytes from `offset` on will be asked for in all,
	 *   to be seen in one piece if they can
	 */
	range(offset: number, byteLength: number, together?: number): Uint8Array;
}

/** A whole file as one array, the usual case, or what stands for one. */
export type ArrowBytes = Uint8Array | FileBytes;

/** An array as a file of which ranges are views. */
export function fileBytesOf(bytes: ArrowBytes): FileBytes {
	if (!(bytes instanceof Uint8Array)) return bytes;
	return {
		byteLength: bytes.byteLength,
		whole: bytes,
		range: (offset, byteLength) => bytes.subarray(offset, offset + byteLength),
	};
}
