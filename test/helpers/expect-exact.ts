import { expect } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { makeDataset, sourceOf } from "./datasets.ts";

/** A data set and a search of it among itself. */
export interface ExactCase {
	readonly dataset: string;
	readonly rows: number;
	readonly dimension: number;
	readonly k: number;
	/** Queries that are compared, spread evenly over the rows. */
	readonly compared: number;
}

/**
 * Searches exactly and holds some of the answers against float64 brute force:
 * each distance within 1e-5 of its size and of what float32 leaves of the
 * spread of the data, each neighbour named at its own distance.
 */
export async function expectExact(subject: ExactCase): Promise<void> {
	const { dataset, rows, dimension, k, compared } = subject;
	const matrix = makeDataset(dataset, rows, dimension);
	const { neighbors, distances, summary } = await knn({
		points: sourceOf(matrix, dimension),
		k,
		index: "exact",
	});
	expect(summary.rows).toBe(rows);
	const step = Math.max(1, Math.floor(rows / compared));
	for (let query = 0; query < rows; query += step) {
		const all = distancesFrom(matrix, dimension, query);
		const nearest = smallest(all, k + 1, query);
		const resolution = 4e-7 * Math.sqrt(dimension) * spread(dataset);
		for (let j = 0; j < k; j++) {
			const wanted = nearest[j] ?? Number.NaN;
			const slack = 1e-5 * wanted + resolution;
			const given = distances[query * k + j] ?? Number.NaN;
			const neighbor = Number(neighbors[query * k + j]);
			expect(neighbor).not.toBe(query);
			expect(Math.abs(given - wanted)).toBeLessThanOrEqual(slack);
			expect(Math.abs((all[neighbor] ?? NaN) - wanted)).toBeLessThanOrEqual(
				slack,
			);
		}
	}
}

/** Width of the part of space that coordinates are rounded in. */
function spread(dataset: string): number {
	return dataset === "on a sphere" || dataset === "a surface" ? 2 : 1;
}

function distancesFrom(
	matrix: Float64Array,
	dimension: number,
	query: number,
): Float64Array {
	const rows = matrix.length / dimension;
	const at = matrix.subarray(query * dimension, (query + 1) * dimension);
	const all = new Float64Array(rows);
	for (let row = 0; row < rows; row++) {
		let sum = 0;
		for (let c = 0; c < dimension; c++) {
			sum += ((matrix[row * dimension + c] ?? 0) - (at[c] ?? 0)) ** 2;
		}
		all[row] = Math.sqrt(sum);
	}
	return all;
}

/** The smallest values in order, that of `left` left out. */
function smallest(all: Float64Array, count: number, left: number): number[] {
	const found: number[] = [];
	for (const [row, value] of all.entries()) {
		if (row === left) continue;
		if (found.length === count && value >= (found[count - 1] ?? 0)) continue;
		let place = found.length;
		while (place > 0 && (found[place - 1] ?? 0) > value) place--;
		found.splice(place, 0, value);
		if (found.length > count) found.pop();
	}
	return found;
}
