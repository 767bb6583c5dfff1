import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { Backend } from "../backends/backend.ts";
import { flatPlan } from "../planning/planner.ts";
import { type Matrix, matrixOver } from "../vectors/matrix.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import { sampleRows } from "../vectors/sample-rows.ts";
import type { Workload } from "./workload.ts";

const sampleSize = 1024;
/** Of few rows, which are searched in a few milliseconds. */
const smallSample = { size: 512, upToRows: 10_000 };
const queryCount = 64;
/** Neighbours whose distances tell of the spread: near ones tell of it where
 * the points are, too few of them little. */
const nearest = 8;
/** With the point itself as many as the kernels keep in registers. */
const neighborCount = 31;
/** Points within so many times the distance of a query's k nearest are those
 * whose leaves a tree may have to look at: fitted to searches of clusters,
 * spheres, surfaces and uniform points in 3 to 16 dimensions. */
const wayAround = 6;

/** How points lie: what a search by a tree depends on. */
export type Spread = Pick<Workload, "spread" | "near">;

/** Measures how a table's points lie, on a sample of its rows. */
export function measureSpread(
	backend: Backend,
	source: VectorSource,
	k: number,
): Promise<Spread> {
	const values = sampleRows(source, sizeFor(source.rowCount));
	const rows = values.length / source.dimension;
	const matrix = matrixOver(values, rows, source.dimension);
	return spreadOf(backend, matrix, k, source.rowCount);
}

/**
 * How many dimensions points spread over: 2 for a surface, whatever space it
 * lies in; up to all of them. It is the maximum-likelihood estimate of Levina
 * and Bickel (2004) from the distances of nearest neighbours among some of them,
 * pooled over queries as MacKay and Ghahramani do. And which share of them lies
 * near a query: in clusters far apart that is a cluster's.
 * @param rowCount points of which the matrix is a sample, or all
 * @returns a spread from 1 to the dimension; the dimension, and near 1, where
 * nothing can be told
 */
export async function spreadOf(
	backend: Backend,
	matrix: Matrix,
	k: number,
	rowCount: number,
): Promise<Spread> {
	const { dimension } = matrix;
	const all = spreadRows(matrix, sizeFor(rowCount));
	if (all.rows <= 2 * neighborCount) return { spread: dimension, near: 1 };
	const points = { all, valid: all, rowNumbers: null, invalid: null };
	using index = await backend.build(flatPlan, points);
	const { distances } = await index.search(
		spreadRows(all, queryCount),
		// Its own row is found, too.
		{ k: neighborCount + 1, leaveSelfOut: false, nprobe: null },
	);
	const spread = Math.min(dimension, spreadIn(distances));
	const asked = (k * all.rows) / Math.max(1, rowCount);
	const near = nearShare(distances, spread, asked, all.rows);
	return Number.isFinite(spread)
		? { spread: Math.max(1, spread), near }
		: { spread: dimension, near: 1 };
}

function sizeFor(rowCount: number): number {
	return rowCount <= smallSample.upToRows ? smallSample.size : sampleSize;
}

/** @param distances [queries x (neighborCount + 1)], nearest first */
function spreadIn(distances: Float32Array): number {
	let [logarithms, count] = [0, 0];
	for (let at = 0; at < distances.length; at += neighborCount + 1) {
		const farthest = distances[at + nearest] ?? 0;
		for (const distance of distances.subarray(at + 1, at + nearest)) {
			if (!(distance > 0)) continue;
			logarithms += Math.log(farthest / distance);
			count += 1;
		}
	}
	// Less one degree of freedom: the farthest is given.
	const freedom = (nearest - 2) / (nearest - 1);
	const found = (count * freedom) / logarithms;
	// In a sample, near ones are not near: the more dimensions, the more of them
	// lie at the edge. Of uniform points in 3, 5, 8 and 12 dimensions 2.75, 4.2,
	// 6.3 and 9.0 are found.
	return found * (1 + (found - 1) / 22);
}

/** Which share of the sample lies near a query, on average; all of it where
 * that is more than was looked for.
 * @param asked how many of the sample the wanted k would be */
function nearShare(
	distances: Float32Array,
	spread: number,
	asked: number,
	rows: number,
): number {
	const width = neighborCount + 1;
	const growth = (asked / nearest) ** (1 / spread);
	let sum = 0;
	for (let at = 0; at < distances.length; at += width) {
		const found = distances.subarray(at, at + width);
		const most = wayAround * growth * (found[nearest] ?? 0);
		const within = found.findIndex((distance) => !(distance <= most));
		sum += within === -1 ? 1 : within / rows;
	}
	return (sum * width) / distances.length;
}

/** At most so many rows, spread evenly over a matrix. */
function spreadRows(matrix: Matrix, most: number): Matrix {
	const count = Math.min(matrix.rows, most);
	if (count === matrix.rows) return matrix;
	const rowAt = (place: number) => Math.floor((place * matrix.rows) / count);
	return pickRows(
		matrix,
		Array.from({ length: count }, (_, place) => rowAt(place)),
	);
}
