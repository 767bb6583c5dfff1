import type { DataType, LazyDataFrame } from "nodejs-polars";
import type { CsvColumn, CsvDialect } from "./csv-dialect.ts";
import type { CsvType } from "./csv-type.ts";
import type { Polars } from "./polars.ts";

/**
 * A CSV file as a plan. All types are given: polars looks at nothing twice, and
 * a value that does not fit is an error.
 */
export function csvFrame(
	polars: Polars,
	path: string,
	{ delimiter, hasHeader, columns }: CsvDialect,
): LazyDataFrame {
	const frame = polars.scanCSV(path, {
		sep: delimiter,
		hasHeader,
		glob: false,
		truncateRaggedLines: false,
		schema: Object.fromEntries(
			columns.map(({ name, type }) => [name, dataType(polars, type)]),
		),
	});
	const zoned = columns.filter(({ type }) => type === "timestamp_utc");
	return zoned.length === 0
		? frame
		: frame.withColumns(...zoned.map((column) => inUtc(polars, column)));
}

/** polars gives the time in UTC and no zone. */
function inUtc(polars: Polars, { name }: CsvColumn) {
	return polars.col(name).cast(polars.Datetime("us", "UTC"));
}

function dataType(polars: Polars, type: CsvType): DataType {
	const decimal = /^decimal\((\d+),(\d+)\)$/.exec(type);
	if (decimal) return polars.Decimal(Number(decimal[1]), Number(decimal[2]));
	const types: Readonly<Record<string, DataType>> = {
		text: polars.Utf8,
		category: polars.Categorical,
		bool: polars.Bool,
		date: polars.Date,
		time: polars.Time,
		timestamp: polars.Datetime("us"),
		timestamp_ms: polars.Datetime("ms"),
		timestamp_ns: polars.Datetime("ns"),
		timestamp_utc: polars.Datetime("us"),
		int8: polars.Int8,
		int16: polars.Int16,
		int32: polars.Int32,
		int64: polars.Int64,
		uint8: polars.UInt8,
		uint16: polars.UInt16,
		uint32: polars.UInt32,
		uint64: polars.UInt64,
		float32: polars.Float32,
		float64: polars.Float64,
	};
	const found = types[type];
	if (found === undefined) throw new RangeError(`No type is called ${type}`);
	return found;
}
