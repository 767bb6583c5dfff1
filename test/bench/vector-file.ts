import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { writePieces } from "../../src/segments/write.ts";
import { randomFrom } from "../helpers/points.ts";

/** Writes an Arrow file of one column `vector`, fixed-size lists of float32,
 * uniform in the unit cube; gives its path. */
export function uniformVectors(
	directory: string,
	name: string,
	rows: number,
	dimension: number,
	seed: number,
): string {
	const random = randomFrom(seed);
	const values = Float32Array.from({ length: rows * dimension }, random);
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
