/** Which rows of a table a filter leaves. */
export interface RowFilter {
	/** As it was asked for. */
	readonly text: string;
	/** 1 for a row that does not pass [rows]. */
	readonly excluded: Uint8Array;
	/** Rows that pass, at least one where the table has any. */
	readonly passed: number;
}
