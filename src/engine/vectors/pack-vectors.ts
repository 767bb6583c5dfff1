import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { Metric } from "../options.ts";
import type { Chunking } from "../pool/chunks.ts";
import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { countInvalidRows, markExcluded } from "./invalid-rows.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { matrixInPlace } from "./matrix-in-place.ts";
import { packBatches } from "./pack-batches.ts";

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
}

export interface PackOptions {
	/** How messages call them. */
	readonly role: "points" | "queries";
	readonly metric: Metric;
	readonly skipInvalid: boolean;
	/** Subtracted before narrowing [dimension]; null: nothing. */
	readonly centre: Float64Array | null;
	/** To float64 rows, else float32. */
	readonly isWide: boolean;
}

/** Values that pay for waking another Worker: about 0.3 ms. */
const leastValues = 1 << 18;

/**
 * Brings columns into one row-major matrix, by the Workers, and finds the rows
 * that cannot be searched, or that its filter leaves out. For haversine its rows are unit vectors. A single float32 fixed-size-list column in
 * one record batch is such a matrix already and is used where it lies; so the
 * source's bytes must stay mapped while the result is used.
 * @throws {InvalidQueryError} `invalid_rows` with their count and the first
 * @throws {OutOfMemoryError} there is not so much memory
 */
export async function packVectors(
	crew: NativeCrew,
	source: VectorSource,
	options: PackOptions,
): Promise<Vectors> {
	const invalid = new Uint8Array(allocate(source.rowCount, "row marks"));
	const all = await packAll(crew, source, invalid, options);
	markExcluded(invalid, source.filter);
	const left = all.rows - countInvalidRows(invalid, options);
	if (options.metric === "cosine") await normalizeRows(crew, all);
	if (left === all.rows) {
		return { all, valid: all, rowNumbers: null, invalid: null };
	}
	return { all, invalid, ...(await compactRows(crew, all, invalid, left)) };
}

async function packAll(
	crew: NativeCrew,
	source: VectorSource,
	invalid: Uint8Array,
	options: PackOptions,
): Promise<Matrix> {
	const { rowCount, dimension } = source;
	const { metric, centre, isWide: wide } = options;
	const inPlace = wide ? null : matrixInPlace(source, options);
	if (inPlace !== null) {
		await checkRows(crew, source, inPlace, invalid);
		return inPlace;
	}
	const isOnEarth = metric === "haversine";
	using degrees = new DisposableStack();
	const owner = isOnEarth ? degrees : crew.memory;
	const packed = createMatrix(rowCount, dimension, wide, owner);
	await packRows(crew, source, packed, invalid, centre);
	return isOnEarth ? await packPlaces(crew, packed, invalid) : packed;
}

/** Degrees [rows x 2] to unit vectors [rows x 3]. */
async function packPlaces(
	crew: NativeCrew,
	degrees: Matrix,
	invalid: Uint8Array,
): Promise<Matrix> {
	const all = createMatrix(degrees.rows, 3, true, crew.memory);
	await crew.run({
		job: {
			kind: "unit-vectors",
			degrees: degrees.address,
			out: all.address,
			invalid: addressOf(invalid),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [degrees, all, invalid],
	});
	return all;
}

async function checkRows(
	crew: NativeCrew,
	source: VectorSource,
	all: Matrix,
	invalid: Uint8Array,
): Promise<void> {
	const chunk = source.columns[0]?.chunks[0];
	await crew.run({
		job: {
			kind: "check",
			values: all.address,
			dimension: all.dimension,
			validity: chunk?.validity ? addressOf(chunk.validity) : 0,
			offset: chunk?.offset ?? 0,
			invalid: addressOf(invalid),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [source, all, invalid],
		progress: { phase: "pack", rows: all.rows },
	});
}

async function packRows(
	crew: NativeCrew,
	source: VectorSource,
	all: Matrix,
	invalid: Uint8Array,
	centre: Float64Array | null,
): Promise<void> {
	await crew.run({
		job: {
			kind: "pack",
			batches: packBatches(source, centre),
			isWide: all.isWide,
			out: all.address,
			stride: all.dimension,
			invalid: addressOf(invalid),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [source, all, invalid, centre],
		progress: { phase: "pack", rows: all.rows },
	});
}

function rowChunks({ rows, dimension }: Matrix): Chunking {
	const least = Math.ceil(leastValues / dimension);
	return { units: rows, first: least, least };
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
