import type { KnnControl } from "../engine/request.ts";

/** Which rows of a table are looked at; as in every call that looks at some. */
export interface RowChoice extends Pick<KnnControl, "signal" | "onProgress"> {
	/** Columns to look at; default the one fixed-size list, else all numeric
	 * columns. */
	readonly columns?: readonly string[] | undefined;
	/** Conditions that rows have to meet, as of `knn`. Other rows are left out,
	 * and row numbers stay those of the table. */
	readonly where?: string | readonly string[] | undefined;
}

/** What every analysis of a table can be told besides. */
export interface AnalysisOptions extends RowChoice {
	/** Puts the result's table on the shelf under this key as well. */
	readonly output?: string | undefined;
	/** Replaces what is under `output`. */
	readonly replace?: boolean | undefined;
}
