import { closeSync, openSync } from "node:fs";
import { layoutColumns } from "../arrow/layout-columns.ts";
import { writePieces } from "../segments/write.ts";

/** Writes an Arrow file of `rowCount` uniformly random points in the unit
 * cube, columns x, y and z of float64. */
export async function writeDemoPoints(
	path: string,
	rowCount: number,
): Promise<void> {
	const columns = ["x", "y", "z"].map((name) => ({
		name,
		type: { kind: "float", bits: 64 } as const,
		values: Float64Array.from({ length: rowCount }, Math.random),
	}));
	const fd = openSync(path, "wx");
	try {
		writePieces(fd, layoutColumns(columns, rowCount));
	} finally {
		closeSync(fd);
	}
}
