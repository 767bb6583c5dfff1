/** What the checks of a column need to know beside the column. */
export interface CheckContext {
	/** Number of values of each dictionary. */
	readonly dictionaryLengths: ReadonlyMap<number, number>;
}

/** A column in one batch, as far as its check has come. */
export interface CheckedColumn {
	readonly name: string;
	readonly length: number;
	readonly nullCount: number;
	/** Bitmap of the rows that are not null; null: none is; empty: not known,
	 * which counts as null. */
	readonly validity: Uint8Array | null;
	/** The values of a column of fixed width, or null. */
	readonly values: Uint8Array | null;
	/** The error for something wrong with it. */
	readonly invalid: (what: string) => Error;
}
