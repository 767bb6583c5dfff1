import { openSync, readFileSync } from "node:fs";
import type { Expr, LazyDataFrame } from "nodejs-polars";
import { csvFrame } from "./csv-frame.ts";
import { neighborRows } from "./neighbor-rows.ts";
import { plainIntegers } from "./plain-integers.ts";
import type { Polars } from "./polars.ts";
import type {
	ColumnFacts,
	CsvJobTable,
	JobTable,
	PolarsJob,
} from "./polars-job.ts";

/** More rows than there are: all of them tell the type. */
const allRows = 2 ** 31 - 1;

/** The result that a job asks for, as a plan that nobody has run yet. */
export function buildFrame(polars: Polars, job: PolarsJob): LazyDataFrame {
	const frames = job.tables.map((table) => [
		table.name,
		limited(named(polars, table), table.rowLimit),
	]);
	const whole =
		job.query === undefined
			? (frames[0]?.[1] as LazyDataFrame)
			: query(polars, job.query, Object.fromEntries(frames));
	const unrolled = job.neighborRows ? neighborRows(polars, whole) : whole;
	const selected = job.columns ? unrolled.select(...job.columns) : unrolled;
	const rows = limited(selected, job.rowLimit);
	return job.facts === undefined
		? rows
		: rows.select(...facts(polars, job.facts));
}

function facts(polars: Polars, columns: readonly ColumnFacts[]): Expr[] {
	return columns.flatMap(({ name, hasRange, hasMean }, index) => {
		const column = polars.col(name);
		return [
			...(hasRange
				? [column.min().alias(`min${index}`), column.max().alias(`max${index}`)]
				: []),
			...(hasMean ? [column.mean().alias(`mean${index}`)] : []),
		];
	});
}

function limited(
	frame: LazyDataFrame,
	rowLimit: number | undefined,
): LazyDataFrame {
	return rowLimit === undefined ? frame : frame.limit(rowLimit);
}

/** @throws {Error} what polars says of the query */
function query(
	polars: Polars,
	text: string,
	tables: Readonly<Record<string, LazyDataFrame>>,
): LazyDataFrame {
	const frame = polars.SQLContext(tables).execute(text);
	// What polars has against a query comes back as if it were the plan.
	const { _ldf: plan } = frame as unknown as { readonly _ldf: unknown };
	if (plan instanceof Error) throw plan;
	return frame;
}

/** @throws {Error} with `table`, its name */
function named(polars: Polars, table: JobTable | CsvJobTable): LazyDataFrame {
	try {
		return scan(polars, table);
	} catch (error) {
		throw Object.assign(error as Error, { table: table.name });
	}
}

function scan(polars: Polars, table: JobTable | CsvJobTable): LazyDataFrame {
	// By its descriptor: in a path, polars takes some characters for patterns,
	// and some beginnings for places on the net.
	const path = `/proc/self/fd/${openSync(table.path, "r")}`;
	switch (table.format) {
		case "arrow":
			return polars.scanIPC(path);
		case "parquet":
			return polars.scanParquet(path, { glob: false });
		case "csv":
			return csvFrame(polars, path, table.dialect);
		case "ndjson":
			return plainIntegers(
				polars,
				polars.scanJson(path, { inferSchemaLength: table.typeLines ?? null }),
			);
		case "json": {
			const bytes = readFileSync(path);
			const options = { format: "json", inferSchemaLength: allRows } as const;
			return plainIntegers(polars, polars.readJSON(bytes, options).lazy());
		}
		case "avro":
			return polars.readAvro(readFileSync(path)).lazy();
		case "arrow-stream":
			return polars.readIPCStream(readFileSync(path)).lazy();
	}
}
