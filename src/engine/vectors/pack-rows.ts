import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { markExcluded } from "./invalid-rows.ts";
import { noMagnitudes } from "./magnitudes.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { matrixInPlace } from "./matrix-in-place.ts";
import { packBatches } from "./pack-batches.ts";
import type { PackOptions } from "./pack-options.ts";
import { rowChunks } from "./row-chunks.ts";

/** Columns as rows, before anyone has decided about those that are marked. */
export interface PackedRows {
	/** Every table row; what cannot be held is 0. */
	readonly all: Matrix;
	/** Not 0 for a row that cannot be searched, or that the filter leaves out. */
	readonly invalid: Uint8Array;
	/** Of what is in the rows, and of what is too large for them. */
	readonly magnitudes: Float64Array;
}

/**
 * Brings columns into one row-major matrix, by the Workers, and marks the rows
 * that cannot be searched, and those that the source's filter leaves out. For haversine its rows are unit vectors. A single
 * float32 fixed-size-list column in one record batch is such a matrix already
 * and is used where it lies; so the source's bytes must stay mapped while the
 * result is used.
 * @throws {OutOfMemoryError} there is not so much memory
 */
export async function packRows(
	crew: NativeCrew,
	source: VectorSource,
	options: PackOptions,
): Promise<PackedRows> {
	const invalid = new Uint8Array(allocate(source.rowCount, "row marks"));
	// Before anything is measured: what nobody asks for decides nothing.
	markExcluded(invalid, source.filter);
	const marks = { invalid, magnitudes: noMagnitudes() };
	const all = await packAll(crew, source, marks, options);
	return { all, ...marks };
}

async function packAll(
	crew: NativeCrew,
	source: VectorSource,
	marks: Marks,
	options: PackOptions,
): Promise<Matrix> {
	const { rowCount, dimension } = source;
	const { metric, isWide: wide } = options;
	const inPlace = wide ? null : matrixInPlace(source, options);
	if (inPlace !== null) {
		await checkRows(crew, source, inPlace, marks);
		return inPlace;
	}
	const isOnEarth = metric === "haversine";
	using degrees = new DisposableStack();
	const owner = isOnEarth ? degrees : crew.memory;
	const packed = createMatrix(rowCount, dimension, wide, owner);
	await fillRows(crew, source, packed, marks, options);
	return isOnEarth ? await packPlaces(crew, packed, marks.invalid) : packed;
}

/** What is found out about rows. */
type Marks = Omit<PackedRows, "all">;

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
	{ invalid, magnitudes }: Marks,
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
			magnitudes: addressOf(magnitudes),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [source, all, invalid, magnitudes],
		progress: { phase: "pack", rows: all.rows },
	});
}

async function fillRows(
	crew: NativeCrew,
	source: VectorSource,
	all: Matrix,
	{ invalid, magnitudes }: Marks,
	{ centre, scale = 1, range = "float32" }: PackOptions,
): Promise<void> {
	await crew.run({
		job: {
			kind: "pack",
			batches: packBatches(source, centre),
			isWide: all.isWide,
			scale,
			range,
			out: all.address,
			stride: all.dimension,
			invalid: addressOf(invalid),
			magnitudes: addressOf(magnitudes),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [source, all, invalid, magnitudes, centre],
		progress: { phase: "pack", rows: all.rows },
	});
}
