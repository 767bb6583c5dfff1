/** What the process that runs polars is asked, one JSON object. */
import type { CsvDialect } from "./csv-dialect.ts";

/** A table to be read. */
export interface JobTable {
	/** How the query names it. */
	readonly name: string;
	readonly path: string;
	readonly format: Exclude<ReadFormat, "csv">;
	/** Rows after these are left out. */
	readonly rowLimit?: number | undefined;
}
/** A CSV table, with all that polars would have to guess. */
export interface CsvJobTable extends Omit<JobTable, "format"> {
	readonly format: "csv";
	readonly dialect: CsvDialect;
}

type ReadFormat =
	| "arrow"
	| "arrow-stream"
	| "parquet"
	| "csv"
	| "ndjson"
	| "json"
	| "avro";

/** What is to be known of a column. */
export interface ColumnFacts {
	readonly name: string;
	/** Whether its values have an order. */
	readonly hasRange: boolean;
	readonly hasMean: boolean;
}

/** Where the result goes. */
export interface JobSink {
	/** Opened by polars itself, and cut to nothing where it is a plain file. */
	readonly path: string;
	readonly format: "arrow" | "parquet" | "csv" | "ndjson";
	/** Of CSV. */
	readonly delimiter?: string;
}

export interface PolarsJob {
	readonly tables: readonly (JobTable | CsvJobTable)[];
	/** SQL over the tables; without it the result is the one table. */
	readonly query?: string | undefined;
	/** Conditions stay where they stand in the query: slower, and with less that
	 * can go wrong. */
	readonly isCautious?: boolean | undefined;
	/** The result is a table of neighbours, whose lists become a row each: see
	 * `neighborRows`. */
	readonly neighborRows?: boolean | undefined;
	/** Columns of the result, in this order; all by default. */
	readonly columns?: readonly string[] | undefined;
	/** Instead of the rows: one row with the facts of these columns, `min0`,
	 * `max0`, `mean0` for the first, and so on. */
	readonly facts?: readonly ColumnFacts[] | undefined;
	/** The most rows of the result. */
	readonly rowLimit?: number | undefined;
	readonly sink: JobSink;
}

/** What the process writes on standard error, one line, when it is done. */
export type JobEnd =
	| { readonly isDone: true }
	/** What polars has against it; and which table, where it is one that cannot
	 * even be begun with. */
	| { readonly polars: string; readonly table?: string }
	/** Why polars cannot be loaded. */
	| { readonly unloadable: string };
