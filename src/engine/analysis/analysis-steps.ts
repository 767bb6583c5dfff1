import * as native from "../../native/analysis.ts";
import type { Step } from "../pool/take-part.ts";
import type { AnalysisJob } from "./analysis-jobs.ts";

/** What a Worker does for a chunk of units of each job of an analysis. */
export const analysisSteps: {
	readonly [K in AnalysisJob["kind"]]: (
		job: Extract<AnalysisJob, { kind: K }>,
	) => Step<number>;
} = {
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
