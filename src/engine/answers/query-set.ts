import type { Matrix } from "../vectors/matrix.ts";

/** Rows of a table that are asked for, without those between them. */
export interface AskedRows {
	readonly matrix: Matrix;
	/** Ascending. */
	readonly rowNumbers: BigInt64Array;
}

/** The queries of a search. */
export interface QuerySet {
	/** Every query row. */
	readonly matrix: Matrix;
	/** 1 for a row that gets no neighbours; null when none is so. */
	readonly invalid: Uint8Array | null;
	/** The others, one after another, and the table row of each; null: all are
	 * asked, or they are not the points. */
	readonly asked: AskedRows | null;
	/** They are the points' own rows. */
	readonly areThePoints: boolean;
	/** Each is left out of its own list. */
	readonly leaveSelfOut: boolean;
}
