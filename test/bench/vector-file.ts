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
	const path = join(directory, `${name}.arrow`);
	const fd = openSync(path, "w");
	try {
		const column = {
			name: "vector",
			type: { kind: "fixed_size_list", size: dimension },
			child: { kind: "float", bits: 32 },
			values,
		} as const;
		writePieces(fd, layoutColumns([column], rows));
	} finally {
		closeSync(fd);
	}
	return path;
}
