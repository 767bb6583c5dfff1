/**
 * The native library's work on rows and results. Every address is of memory
 * that the caller holds until the call returns; 0 stands for NULL. Sizes are in
 * rows, d dimensions, k neighbours, as in native/include/arrowshelf.h.
 */
import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkStatus } from "./status.ts";

const address = (value: number): Pointer => value as Pointer;

/** as_type of what squared distances must fit in. */
const rangeType = { float32: 9, float64: 10 } as const;
export type ValueRange = keyof typeof rangeType;

export interface PackColumnArguments {
	/** as_type. */
	readonly type: number;
	readonly values: number;
	/** Bitmap of the values; 0: none is null. */
	readonly validity: number;
	/** Rows before the first, in values and bitmap. */
	readonly offset: number;
	readonly rows: number;
	/** Values a row. */
	readonly width: number;
	/** `width` float64 values that are subtracted; 0: none. */
	readonly centre: number;
	/** A power of two that is multiplied with then. */
	readonly scale: number;
	/** Whether `out` is float64, else float32. */
	readonly isWide: boolean;
	/** What squared distances must fit in; but for float64 rows float32. */
	readonly range: ValueRange;
	/** Row-major [rows x stride]. */
	readonly out: number;
	readonly stride: number;
	/** Where the first value goes in a row. */
	readonly column: number;
	/** [rows] bytes; 1 is written for a row that cannot be searched. */
	readonly invalid: number;
	/** float64 [4]: the least and the most size of values but 0 found so far, the
	 * most that narrowing has moved one by, and the most that is too large. */
	readonly magnitudes: number;
}

/** Writes rows of an Arrow column as float32 or float64. */
export function packColumn(column: PackColumnArguments): void {
	const native = loadNative();
	const from = [
		column.type,
		address(column.values),
		address(column.validity),
		column.offset,
		column.rows,
		column.width,
		address(column.centre),
		column.scale,
	] as const;
	const to = [
		address(column.out),
		column.stride,
		column.column,
		address(column.invalid),
		address(column.magnitudes),
	] as const;
	checkStatus(
		column.isWide
			? native.as_pack_column_wide(...from, rangeType[column.range], ...to)
			: native.as_pack_column(...from, ...to),
		"pack a column",
	);
}

/** Writes rows of an Arrow column as float64 just as they are, NaN for null. */
export function gatherColumn(
	column: Omit<
		PackColumnArguments,
		"centre" | "scale" | "isWide" | "range" | "invalid" | "magnitudes"
	> & {
		/** Bitmap of the rows; 0: none is null. */
		readonly rowValidity: number;
	},
): void {
	checkStatus(
		loadNative().as_gather_column(
			column.type,
			address(column.values),
			address(column.rowValidity),
			address(column.validity),
			column.offset,
			column.rows,
			column.width,
			address(column.out),
			column.stride,
			column.column,
		),
		"read a column",
	);
}

/**
 * Turns latitudes and longitudes [rows x 2], float64 degrees, into unit vectors
 * [rows x 3]; a row that names no place on the Earth is marked 2.
 */
export function unitVectors(
	degrees: number,
	rows: number,
	out: number,
	invalid: number,
): void {
	checkStatus(
		loadNative().as_unit_vectors(
			address(degrees),
			rows,
			address(out),
			address(invalid),
		),
		"turn places into unit vectors",
	);
}

/** Marks the rows whose bit in an Arrow bitmap is clear. */
export function markNulls(
	validity: number,
	offset: number,
	rows: number,
	invalid: number,
): void {
	checkStatus(
		loadNative().as_mark_nulls(
			address(validity),
			offset,
			rows,
			address(invalid),
		),
		"mark null rows",
	);
}

/** Marks the rows of a matrix [rows x dimension] with NaN or infinity, and finds
 * magnitudes as `packColumn` does. */
export function markNotFinite(
	values: number,
	rows: number,
	dimension: number,
	invalid: number,
	magnitudes: number,
): void {
	checkStatus(
		loadNative().as_mark_not_finite(
			address(values),
			rows,
			dimension,
			address(invalid),
			address(magnitudes),
		),
		"check rows",
	);
}

export interface CompactRowsArguments {
	readonly values: number;
	readonly invalid: number;
	readonly rows: number;
	readonly dimension: number;
	readonly out: number;
	/** int64 [rows] out: the rows that the kept ones were. */
	readonly rowNumbers: number;
}

/** Copies the unmarked rows together; how many there are. */
export function compactRows(rows: CompactRowsArguments): number {
	const kept = new BigInt64Array(1);
	checkStatus(
		loadNative().as_compact_rows(
			address(rows.values),
			address(rows.invalid),
			rows.rows,
			rows.dimension,
			address(rows.out),
			address(rows.rowNumbers),
			kept,
		),
		"leave out invalid rows",
	);
	return Number(kept[0]);
}

/** Scales rows [rows x dimension] to length 1, in place; float64 if `isWide`. */
export function normalizeRows(
	values: number,
	rows: number,
	dimension: number,
	isWide: boolean,
): void {
	const native = loadNative();
	const normalize = isWide
		? native.as_normalize_rows_wide
		: native.as_normalize_rows;
	checkStatus(
		normalize(address(values), rows, dimension, address(values)),
		"normalise rows",
	);
}

export interface BlankRowsArguments {
	readonly invalid: number;
	readonly rows: number;
	readonly k: number;
	readonly distances: number;
	readonly neighbors: number;
}

/** Writes NaN and -1 over the result rows that are marked. */
export function blankRows(rows: BlankRowsArguments): void {
	checkStatus(
		loadNative().as_blank_rows(
			address(rows.invalid),
			rows.rows,
			rows.k,
			address(rows.distances),
			address(rows.neighbors),
		),
		"blank invalid rows",
	);
}

/** Sum and number of the distances that are not NaN. */
export function sumDistances(
	distances: number,
	values: number,
): { sum: number; count: number } {
	const sum = new Float64Array(1);
	const count = new BigInt64Array(1);
	checkStatus(
		loadNative().as_sum_distances(address(distances), values, sum, count),
		"add up distances",
	);
	return { sum: sum[0] ?? 0, count: Number(count[0]) };
}
