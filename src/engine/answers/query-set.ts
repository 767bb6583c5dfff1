import type { Matrix } from "../vectors/matrix.ts";

/** The queries of a search. */
export interface QuerySet {
	/** Every query row. */
	readonly matrix: Matrix;
	/** 1 for a row that gets no neighbours; null when none is so. */
	readonly invalid: Uint8Array | null;
	/** They are the points' own rows. */
	readonly areThePoints: boolean;
	/** Each is left out of its own list. */
	readonly leaveSelfOut: boolean;
}
