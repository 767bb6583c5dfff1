import type { VectorSource } from "../../src/arrow/numeric-columns.ts";
import { numericTypes } from "../../src/arrow/numeric-type.ts";
import { randomFrom } from "./points.ts";

/** Fills a row-major matrix [rows x dimension]. */
type Fill = (
	matrix: Float64Array,
	rows: number,
	dimension: number,
	random: () => number,
) => void;

/** The shapes of data that a search must be right on, whatever it assumes. */
export const datasets: Readonly<Record<string, Fill>> = {
	uniform(matrix, _rows, _dimension, random) {
		for (let i = 0; i < matrix.length; i++) matrix[i] = random();
	},
	"gaussian clusters"(matrix, rows, dimension, random) {
		const centres = Float64Array.from({ length: 50 * dimension }, random);
		for (let row = 0; row < rows; row++) {
			const cluster = Math.floor(random() * 50);
			for (let c = 0; c < dimension; c++) {
				matrix[row * dimension + c] =
					(centres[cluster * dimension + c] ?? 0) + 0.01 * normal(random);
			}
		}
	},
	"on a sphere"(matrix, rows, dimension, random) {
		for (let row = 0; row < rows; row++) {
			const at = matrix.subarray(row * dimension, (row + 1) * dimension);
			for (let c = 0; c < dimension; c++) at[c] = normal(random);
			const length = Math.hypot(...at);
			for (let c = 0; c < dimension; c++) at[c] = (at[c] ?? 0) / length;
		}
	},
	"a surface"(matrix, rows, dimension, random) {
		for (let row = 0; row < rows; row++) {
			const [u, v] = [random(), random()];
			for (let c = 0; c < dimension; c++) {
				matrix[row * dimension + c] = Math.sin(3 * u + c) * Math.cos(2 * v * c);
			}
		}
	},
	"heavy duplicates"(matrix, rows, dimension, random) {
		datasets.uniform?.(matrix, rows, dimension, random);
		for (let row = 0; row < rows; row += 10) {
			const place = Math.floor(random() * 100);
			matrix.copyWithin(
				row * dimension,
				(place * 10 + 1) * dimension,
				(place * 10 + 2) * dimension,
			);
		}
	},
	"one far outlier"(matrix, rows, dimension, random) {
		datasets.uniform?.(matrix, rows, dimension, random);
		matrix.fill(1e9, 0, dimension);
	},
	"sorted along one axis"(matrix, rows, dimension, random) {
		datasets.uniform?.(matrix, rows, dimension, random);
		for (let row = 0; row < rows; row++) matrix[row * dimension] = row / rows;
	},
	"far from the origin"(matrix, rows, dimension, random) {
		datasets.uniform?.(matrix, rows, dimension, random);
		for (let i = 0; i < matrix.length; i++) matrix[i] = 4e6 + (matrix[i] ?? 0);
	},
};

/** A data set by its name, the same for the same arguments. */
export function makeDataset(
	name: string,
	rows: number,
	dimension: number,
): Float64Array {
	const matrix = new Float64Array(rows * dimension);
	const fill = datasets[name];
	if (fill === undefined) throw new Error(`No data set ${name}`);
	fill(matrix, rows, dimension, randomFrom(7));
	return matrix;
}

/** The matrix as one fixed-size-list column of float64. */
export function sourceOf(
	matrix: Float64Array,
	dimension: number,
): VectorSource {
	const rowCount = matrix.length / dimension;
	const chunk = {
		rowCount,
		values: matrix,
		offset: 0,
		validity: null,
		childValidity: null,
	};
	const type = numericTypes.float64?.type ?? -1;
	const column = { name: "vector", type, width: dimension, chunks: [chunk] };
	return { rowCount, dimension, columns: [column] };
}

/** The same as float32 and so used in place. */
export function float32Source(
	matrix: Float64Array,
	dimension: number,
): VectorSource {
	const { rowCount, columns } = sourceOf(matrix, dimension);
	const values = Float32Array.from(matrix);
	const type = numericTypes.float32?.type ?? -1;
	return {
		rowCount,
		dimension,
		columns: columns.map(({ chunks, ...column }) => ({
			...column,
			type,
			chunks: chunks.map((chunk) => ({ ...chunk, values })),
		})),
	};
}

function normal(random: () => number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - random()));
	return radius * Math.cos(2 * Math.PI * random());
}
