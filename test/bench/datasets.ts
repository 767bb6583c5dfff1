import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom, writeColumns } from "../helpers/points.ts";

/** The same points twice: for us and for Python. */
export interface PointFiles {
	/** An Arrow file of the float64 columns x, y and z. */
	readonly arrow: string;
	/** Row-major [count x 3] float64, nothing else. */
	readonly raw: string;
}

/** Writes `count` points, uniform in the unit cube. */
export function uniformPoints(directory: string, count: number): PointFiles {
	const random = randomFrom(1);
	const axes = ["x", "y", "z"].map(() =>
		Float64Array.from({ length: count }, random),
	);
	const [x = noValues, y = noValues, z = noValues] = axes;
	const rows = Float64Array.from(
		{ length: 3 * count },
		(_, index) => axes[index % 3]?.[Math.floor(index / 3)] ?? NaN,
	);
	const files = {
		arrow: join(directory, "points.arrow"),
		raw: join(directory, "points.f64"),
	};
	writeColumns(files.arrow, { x, y, z });
	writeFileSync(files.raw, rows);
	return files;
}

const noValues = new Float64Array();
