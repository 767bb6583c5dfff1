import * as native from "../../native/analysis.ts";
import type { RowsAt } from "../../native/cells.ts";
import * as cells from "../../native/cells.ts";
import type { Step } from "../pool/take-part.ts";
import { gatherRows } from "../vectors/gather-rows.ts";
import type { AnalysisJob, InBlocks } from "./analysis-jobs.ts";

/** What a Worker does for a chunk of units of each job of an analysis. */
export const analysisSteps: {
	readonly [K in AnalysisJob["kind"]]: (
		job: Extract<AnalysisJob, { kind: K }>,
	) => Step<number>;
} = {
	"count-cells": (job) => (first, count) => {
		gatherRows(job, first, count, (rows) =>
			cells.countCells(job.cells, rows, job.marks + rows.first),
		);
		return undefined;
	},
	"sort-cells": (job) => () => {
		cells.sortCells(job.cells, job.minCount, job.top, job.counts);
		return undefined;
	},
	"read-cells": (job) => (first, count) => {
		cells.readCells(job.cells, first, count, {
			...job,
			counts: job.counts + 8 * first,
			firstRows: job.firstRows + 8 * first,
			centres: job.centres + 8 * first,
		});
		return undefined;
	},
	"widen-bounds": (job) => (first, count) => {
		forEachBlock(job, first, count, (block, rows, excluded) => {
			const bounds = job.bounds + 8 * 4 * block;
			cells.widenBounds(rows, job.dimension, excluded, bounds);
		});
		return undefined;
	},
	"count-grid": (job) => (first, count) => {
		const gridBytes = 8 * job.columns * job.lines;
		forEachBlock(job, first, count, (block, rows, excluded) =>
			cells.countGrid(rows, job.dimension, excluded, {
				...job,
				counts: job.counts + gridBytes * block,
				sums: job.sums === 0 ? 0 : job.sums + gridBytes * block,
				tally: job.tally + 8 * 3 * block,
			}),
		);
		return undefined;
	},
	"lloyd-seed": (job) => (first, count) => {
		native.lloydSeed(job, first, count, job);
		return undefined;
	},
	"lloyd-step": (job) => (first, count) => {
		const { block, dimension, k } = job;
		for (let at = first; at < first + count; at++) {
			const start = at * block;
			const rows = Math.min(block, job.rows - start);
			const values = job.values + 4 * dimension * start;
			native.lloydStep(
				{ values, rows, dimension },
				{
					...job,
					labels: job.labels + 4 * start,
					distances: job.distances + 4 * start,
					sums: job.sums + 8 * k * dimension * at,
					counts: job.counts + 8 * k * at,
				},
			);
		}
		return undefined;
	},
	"local-density": (job) => (first, rows) => {
		native.localDensity(job, first, rows, job.density);
		return undefined;
	},
	"local-outlier": (job) => (first, rows) => {
		native.localOutlier(job, job.density, first, rows, job.factor);
		return undefined;
	},
};

/** Gives the rows of some blocks, a part of a block at a time. */
function forEachBlock(
	job: InBlocks,
	first: number,
	count: number,
	take: (block: number, rows: RowsAt, excluded: number) => void,
): void {
	const { block: size, rowCount, excluded } = job;
	for (let block = first; block < first + count; block++) {
		const start = block * size;
		const rows = Math.min(size, rowCount - start);
		gatherRows(job, start, rows, (part) =>
			take(block, part, excluded === 0 ? 0 : excluded + part.first),
		);
	}
}
