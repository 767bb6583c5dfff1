import { numericTypes } from "../../arrow/numeric-type.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "./address.ts";
import { allocate } from "./allocate.ts";
import { noMagnitudes } from "./magnitudes.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { rowChunks } from "./row-chunks.ts";

const float64 = numericTypes.float64?.type ?? -1;

/** Float64 rows as a new matrix of float32. */
export async function narrowRows(
	crew: NativeCrew,
	wide: Matrix,
): Promise<Matrix> {
	const { rows, dimension, address: values } = wide;
	const all = createMatrix(rows, dimension, false, crew.memory);
	const invalid = new Uint8Array(allocate(rows, "row marks"));
	const magnitudes = noMagnitudes();
	const column = {
		type: float64,
		values,
		rowValidity: 0,
		valueValidity: 0,
		offset: 0,
		width: dimension,
		centre: 0,
		column: 0,
	};
	await crew.run({
		job: {
			kind: "pack",
			batches: [{ first: 0, rows, columns: [column] }],
			isWide: false,
			scale: 1,
			range: "float32",
			out: all.address,
			stride: dimension,
			invalid: addressOf(invalid),
			magnitudes: addressOf(magnitudes),
		},
		chunking: rowChunks(all),
		isShort: true,
		holds: [wide, all, invalid, magnitudes],
	});
	return all;
}
