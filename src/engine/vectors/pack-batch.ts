/** One column of one record batch, as as_pack_column and as_mark_nulls take it. */
export interface PackColumn {
	readonly type: number;
	readonly values: number;
	/** Bitmap of the rows, to mark the null ones; 0: none. */
	readonly rowValidity: number;
	/** Bitmap of the values, `width` a row; 0: none. */
	readonly valueValidity: number;
	/** Rows before the batch's first in values and bitmaps. */
	readonly offset: number;
	readonly width: number;
	/** `width` float64 values to subtract; 0: none. */
	readonly centre: number;
	/** Where its first value goes in a row of the matrix. */
	readonly column: number;
}

/** Table rows first .. first+rows-1. */
export interface PackBatch {
	readonly first: number;
	readonly rows: number;
	readonly columns: readonly PackColumn[];
}
