import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { writePieces } from "../../src/segments/write.ts";
import { randomFrom } from "../helpers/points.ts";

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

/** Writes an Arrow file of one column `vector`, fixed-size lists of float32, out
 * of row-major values; gives its path. */
export function writeVectors(
	path: string,
	values: Float32Array,
	dimension: number,
): string {
	const fd = openSync(path, "w");
	try {
		const column = {
			name: "vector",
			type: { kind: "fixed_size_list", size: dimension },
			child: { kind: "float", bits: 32 },
			values,
		} as const;
		writePieces(fd, layoutColumns([column], values.length / dimension));
	} finally {
		closeSync(fd);
	}
	return path;
}
