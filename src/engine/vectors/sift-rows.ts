import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { countInvalidRows } from "./invalid-rows.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { narrowRows } from "./narrow-rows.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";
import { rowChunks } from "./row-chunks.ts";

/** A table's vectors as the index and the search take them. */
export interface Vectors {
	/** Every table row; the rows marked invalid hold zeros or what was there. */
	readonly all: Matrix;
	/** The rows that can be searched; the same matrix when all can. */
	readonly valid: Matrix;
	/** Table row of each valid one; null when all are. */
	readonly rowNumbers: BigInt64Array | null;
	/** Not 0 for a table row left out; null when none is. */
	readonly invalid: Uint8Array | null;
	/** Less which float64 rows are to be narrowed [dimension], so that what lies
	 * far from the origin keeps its digits; none or null: as they are. */
	readonly centre?: Float64Array | null;
}

/**
 * Makes vectors of packed rows: leaves out those that are marked, and brings
 * them to length 1 where the metric wants it; only then are float64 rows
 * narrowed, unless asked for.
 * @throws {InvalidQueryError} `invalid_rows` with their count and the first
 * @throws {OutOfMemoryError} there is not so much memory
 */
export async function siftRows(
	crew: NativeCrew,
	packed: PackedRows,
	options: PackOptions,
): Promise<Vectors> {
	const { invalid } = packed;
	const left = packed.all.rows - countInvalidRows(invalid, options);
	if (options.metric === "cosine") await normalizeRows(crew, packed.all);
	const isTooWide = packed.all.isWide && !options.isWide;
	const all = isTooWide ? await narrowRows(crew, packed.all) : packed.all;
	if (left === all.rows) {
		return { all, valid: all, rowNumbers: null, invalid: null };
	}
	return { all, invalid, ...(await compactRows(crew, all, invalid, left)) };
}

async function normalizeRows(crew: NativeCrew, all: Matrix): Promise<void> {
	const { dimension, address: values } = all;
	await crew.run({
		job: { kind: "normalize", values, dimension, isWide: all.isWide },
		chunking: rowChunks(all),
		isShort: true,
		holds: [all],
	});
}

async function compactRows(
	crew: NativeCrew,
	all: Matrix,
	invalid: Uint8Array,
	left: number,
): Promise<{ valid: Matrix; rowNumbers: BigInt64Array }> {
	const { rows, dimension } = all;
	const out = createMatrix(rows, dimension, all.isWide, crew.memory);
	const rowNumbers = new BigInt64Array(allocate(rows * 8, "row numbers"));
	await crew.run({
		job: {
			kind: "compact",
			values: all.address,
			invalid: addressOf(invalid),
			rows,
			// Rows are copied whole: a float64 is as two float32.
			dimension: all.isWide ? 2 * dimension : dimension,
			out: out.address,
			rowNumbers: addressOf(rowNumbers),
		},
		chunking: oneCall,
		holds: [all, invalid, out, rowNumbers],
	});
	return { valid: { ...out, rows: left }, rowNumbers };
}
