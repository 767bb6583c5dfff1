import { join } from "node:path";
import { randomFrom } from "../helpers/points.ts";
import { writeVectors } from "../helpers/write-vectors.ts";

/** Row-major [rows x dimension], uniform in the unit cube. */
export function uniformValues(
	rows: number,
	dimension: number,
	seed: number,
): Float32Array {
	const random = randomFrom(seed);
	return Float32Array.from({ length: rows * dimension }, random);
}

/** Writes an Arrow file of one column `vector`, fixed-size lists of float32:
 * `uniformValues`; gives its path. */
export function uniformVectors(
	directory: string,
	name: string,
	rows: number,
	dimension: number,
	seed: number,
): string {
	const values = uniformValues(rows, dimension, seed);
	return writeVectors(join(directory, `${name}.arrow`), values, dimension);
}
