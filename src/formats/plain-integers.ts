import type { DataFrame, DataType, LazyDataFrame } from "nodejs-polars";
import type { Polars } from "./polars.ts";

const mostUnsigned = 2n ** 64n - 1n;

/**
 * Gives whole numbers beyond int64, for which polars takes a type that Arrow
 * does not have, one that holds all of the column: uint64, else decimal(38, 0).
 * @param frame of JSON: its types are found once, here or when it is run
 * @throws {Error} for such numbers in lists and structs
 */
export function plainIntegers(
	polars: Polars,
	frame: LazyDataFrame,
): LazyDataFrame {
	const empty = frame.limit(0).collectSync();
	const wide = empty.columns.filter((name) => isWide(empty, name));
	if (wide.length === 0) return frame;
	for (const name of wide) checkIsFlat(empty, name);
	const types = typesOf(polars, frame, wide);
	return frame.withColumns(
		...wide.map((name, index) =>
			polars.col(name).cast(types[index] as DataType, true),
		),
	);
}

/** nodejs-polars knows no name for the type: asking for it fails. */
function isWide(frame: DataFrame, name: string): boolean {
	try {
		frame.getColumn(name).dtype;
		return false;
	} catch {
		return true;
	}
}

/** By what is printed of it, where the type does stand. */
function checkIsFlat(frame: DataFrame, name: string): void {
	if (/^│ i128 +│$/m.test(frame.select(name).toString())) return;
	throw new Error(
		`column ${JSON.stringify(name)} has whole numbers of more than 64 bits in its lists or objects; write them as texts, in quotes`,
	);
}

function typesOf(
	polars: Polars,
	frame: LazyDataFrame,
	names: readonly string[],
): DataType[] {
	const ends = names.flatMap((name, index) => [
		polars.col(name).min().cast(polars.Utf8).alias(`min${index}`),
		polars.col(name).max().cast(polars.Utf8).alias(`max${index}`),
	]);
	const [row = {}] = frame
		.select(...ends)
		.collectSync()
		.toRecords();
	return names.map((_, index) => {
		const least = BigInt(String(row[`min${index}`]));
		const largest = BigInt(String(row[`max${index}`]));
		const isUnsigned = least >= 0n && largest <= mostUnsigned;
		return isUnsigned ? polars.UInt64 : polars.Decimal(38, 0);
	});
}
