import { closeSync, openSync } from "node:fs";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { writePieces } from "../../src/segments/write.ts";

/** Writes an Arrow file of one column `vector`, fixed-size lists of float32;
 * gives its path.
 * @param values row-major [rows x dimension] */
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
