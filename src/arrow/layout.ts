/** Bytes and where in the file they belong. */
export interface Piece {
	/** From the file's first byte. */
	readonly position: number;
	/** Borrowed: a table's own buffer where possible. */
	readonly bytes: ArrayBufferView;
}

/**
 * An Arrow IPC file as the byte ranges to write, without a copy of the data.
 * The pieces are in ascending order and cover the file without a gap.
 */
export interface FileLayout {
	readonly byteLength: number;
	readonly pieces: readonly Piece[];
}
