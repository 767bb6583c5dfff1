import type { BuiltIndex } from "../backends/backend.ts";
import { drawSample } from "../vectors/draw-sample.ts";
import type { Matrix } from "../vectors/matrix.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import { createFound, type Found } from "./found.ts";
import type { QuerySet } from "./query-set.ts";

/** Some of the queries, to measure on. */
export interface QuerySample {
	/** Their rows among the queries, ascending. */
	readonly rows: readonly number[];
	readonly matrix: Matrix;
	readonly leaveSelfOut: boolean;
}

/** Copies `size` queries drawn at random, or all when there are no more; but
 * for `left`, by their rows. */
export function sampleQueries(
	queries: QuerySet,
	size: number,
	seed: number,
	left: ReadonlySet<number> = new Set(),
): QuerySample {
	const { matrix, invalid, leaveSelfOut } = queries;
	const rows = drawSample(matrix.rows, invalid, size, seed, left);
	return { rows, matrix: pickRows(matrix, rows), leaveSelfOut };
}

/** The `k` neighbours of each sampled query, its own row left out where the
 * search leaves it out. */
export async function searchSample(
	index: BuiltIndex,
	sample: QuerySample,
	k: number,
	nprobe: number | null,
): Promise<Found> {
	const found = await findForSample(index, sample, k, nprobe);
	return sample.leaveSelfOut ? withoutSelf(found, sample.rows, k) : found;
}

/** The same, but one more, where the search leaves out each query's own row:
 * that one is among them. */
export async function findForSample(
	index: BuiltIndex,
	{ matrix, leaveSelfOut }: QuerySample,
	k: number,
	nprobe: number | null,
): Promise<Found> {
	const wanted = leaveSelfOut ? k + 1 : k;
	return index.search(matrix, { leaveSelfOut: false, nprobe, k: wanted });
}

/** What `findForSample` found for rows of the points, these left out: the sampled
 * rows are scattered, so an index cannot leave them out itself. */
export function withoutSelf(
	found: Found,
	rows: readonly number[],
	k: number,
): Found {
	const kept = createFound(found.rows, k);
	kept.distances.fill(Number.NaN);
	kept.neighbors.fill(-1n);
	for (const [i, row] of rows.entries()) {
		const self = BigInt(row);
		let to = i * k;
		for (let at = i * found.k; at < (i + 1) * found.k; at++) {
			const neighbor = found.neighbors[at] ?? -1n;
			if (neighbor === self || neighbor < 0n) continue;
			if (to === (i + 1) * k) break;
			kept.neighbors[to] = neighbor;
			kept.distances[to] = found.distances[at] ?? Number.NaN;
			to += 1;
		}
	}
	return kept;
}
