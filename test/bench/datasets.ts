import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom, writeColumns } from "../helpers/points.ts";

/** The same points twice: for us and for Python. */
export interface PointFiles {
	/** An Arrow file of float64 columns. */
	readonly arrow: string;
	/** Row-major [count x columns] float64, nothing else. */
	readonly raw: string;
}

/** Writes `count` points, uniform in the unit cube. */
export function uniformPoints(directory: string, count: number): PointFiles {
	const random = randomFrom(1);
	const axes = ["x", "y", "z"].map((name) => ({
		name,
		values: Float64Array.from({ length: count }, random),
	}));
	return writeFiles(directory, axes, count);
}

const blobCount = 20;

/** Writes `count` points in round clusters of unlike size in a cube of side 100,
 * and a tenth of them anywhere. */
export function blobs(
	directory: string,
	count: number,
	dimension: number,
): PointFiles {
	const random = randomFrom(2);
	const normal = () =>
		Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const centres = Array.from({ length: blobCount }, () => ({
		at: Array.from({ length: dimension }, () => 100 * random()),
		size: 0.5 + 2 * random(),
	}));
	const axes = Array.from({ length: dimension }, (_, c) => ({
		name: `c${c}`,
		values: new Float64Array(count),
	}));
	for (let row = 0; row < count; row++) {
		const blob = random() < 0.1 ? null : centres[row % blobCount];
		for (const [c, { values }] of axes.entries()) {
			values[row] = blob
				? (blob.at[c] ?? 0) + blob.size * normal()
				: 100 * random();
		}
	}
	return writeFiles(directory, axes, count);
}

interface NamedValues {
	readonly name: string;
	readonly values: Float64Array;
}

function writeFiles(
	directory: string,
	axes: readonly NamedValues[],
	count: number,
): PointFiles {
	const width = axes.length;
	const rows = new Float64Array(width * count);
	for (const [c, { values }] of axes.entries()) {
		for (let row = 0; row < count; row++) {
			rows[row * width + c] = values[row] ?? Number.NaN;
		}
	}
	const files = {
		arrow: join(directory, "points.arrow"),
		raw: join(directory, "points.f64"),
	};
	const columns = axes.map(({ name, values }) => [name, values] as const);
	writeColumns(files.arrow, Object.fromEntries(columns));
	writeFileSync(files.raw, rows);
	return files;
}
